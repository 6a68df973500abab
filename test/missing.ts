/** A port of which only some calls are there: any other one fails the test that makes it. */
export function missing<T extends object>(part: Partial<T>): T {
  return new Proxy(part, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (value === undefined) throw new Error(`the fake has no ${String(name)}`);
      return value;
    },
  }) as T;
}
