import type { Platform } from '../../events/user/events.ts';

/** `head.platform` (wire-core.md §1.1). Mini programs of every vendor count as one kind; unknown numbers as a web page. */
const platforms: Readonly<Record<number, Platform>> = {
  2: 'Android',
  3: 'iPhone',
  4: 'Mac',
  5: 'Windows',
  7: 'Web',
  8: 'MiniProgram',
  9: 'MiniProgram',
  10: 'MiniProgram',
  11: 'MiniProgram',
  12: 'MiniProgram',
  13: 'iPad',
  // uni-app, NativeScript and React Native report these next to the web SDK; product.md row 783 counts them as Web.
  15: 'Web',
  19: 'MiniProgram',
  20: 'Web',
  21: 'Web',
};

const names: ReadonlySet<string> = new Set<Platform>([
  'Android',
  'iPhone',
  'iPad',
  'Windows',
  'Mac',
  'Linux',
  'Web',
  'MiniProgram',
  'Server',
]);

export function platformOf(number: number): Platform {
  return platforms[number] ?? 'Web';
}

/** The platform named in a session key, which this server has signed itself. */
export function isPlatform(name: string): name is Platform {
  return names.has(name);
}

/** What a device is by the number that native environments of the web SDK give (wire-users.md §13); 0: none. */
export function osOf(number: number): Platform | undefined {
  return number === 0 ? undefined : platforms[number];
}
