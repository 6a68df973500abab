/** The configuration cannot be used. `message` is one line for the person at the terminal. */
export class BadConfig extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'BadConfig';
  }
}
