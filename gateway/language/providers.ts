/** Services outside of this server that know languages: without one of a kind, its feature is off. */
export interface Translator {
  /** One translation per text, in the same order. `source`: a language or `auto`. @throws ProviderFailed */
  translate(wish: {
    readonly texts: readonly string[];
    readonly source: string;
    readonly target: string;
  }): Promise<readonly string[]>;
}

export interface SpeechRecognizer {
  /** What is said. `format`: `mp3`, `wav` …; `language`: as the client names it, `16k_zh` … @throws ProviderFailed */
  recognize(wish: { readonly audio: Uint8Array; readonly format: string; readonly language: string }): Promise<string>;
}

/** The service gave no answer that can be used. */
export class ProviderFailed extends Error {
  constructor(
    readonly timedOut: boolean,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ProviderFailed';
  }
}
