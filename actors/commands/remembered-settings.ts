import type { EffectiveSettings } from '../app/settings.ts';
import { type Dependencies, settingsOf } from './dependencies.ts';

/** Settings of apps that are wanted with every message: remembered until they change. */
export class RememberedSettings {
  readonly #dependencies: Dependencies;
  readonly #known = new Map<number, EffectiveSettings>();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /** At once when they have been asked for before. */
  of(app: number): EffectiveSettings | Promise<EffectiveSettings> {
    return this.#known.get(app) ?? this.#read(app);
  }

  changed(app: number): void {
    this.#known.delete(app);
  }

  async #read(app: number): Promise<EffectiveSettings> {
    const settings = await settingsOf(this.#dependencies, app);
    this.#known.set(app, settings);
    return settings;
  }
}
