/** Services whose answers have one more text for the user, which is always empty (rest-api.md §1, Answer). */
const services: ReadonlySet<string> = new Set(['sns', 'profile', 'follow', 'recentcontact']);

/** `path`: `<service>/<command>`. */
export function displayOf(path: string): { readonly ErrorDisplay?: string } {
  return services.has(path.split('/')[0] ?? '') ? { ErrorDisplay: '' } : {};
}
