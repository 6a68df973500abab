import type { AppSettings } from '../../events/app/events.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decider } from '../host/decider.ts';
import { type EffectiveSettings, fieldsProblem, limitsProblem, SETTING_RANGES, withDefaults } from './settings.ts';

export interface AppState {
  created: boolean;
  settings: AppSettings;
}

export type AppCommands = {
  settings: { data: { readonly configured: AppSettings }; reply: EffectiveSettings };
  change: { data: { readonly settings: AppSettings }; reply: undefined };
};

/** The tenant: holds what its administrator has set. An app exists as soon as the server is configured for it. */
export const appDecider: Decider<AppState, AppCommands> = {
  category: 'app',
  fingerprint: 'app-1',
  initial: () => ({ created: false, settings: {} }),
  decide: {
    settings: (state, { configured }) => accept([], withDefaults(configured, state.settings)),
    change(state, { settings }) {
      for (const [key, [low, high]] of Object.entries(SETTING_RANGES)) {
        const value = settings[key as keyof typeof SETTING_RANGES];
        if (value !== undefined && !(Number.isInteger(value) && value >= low && value <= high)) {
          return new Refused(70402, `${key} must be an integer from ${low} to ${high}`);
        }
      }
      const problem = limitsProblem(settings) ?? fieldsProblem(settings);
      if (problem !== undefined) return new Refused(70402, problem);
      const events: NewEvent[] = state.created ? [] : [{ type: 'AppCreated', data: { settings: {} } }];
      events.push({ type: 'AppSettingsChanged', data: { settings } });
      return accept(events, undefined);
    },
  },
  evolve(state, event) {
    if (event.type === 'AppCreated' || event.type === 'AppSettingsChanged') {
      state.created = true;
      state.settings = { ...state.settings, ...event.data.settings };
    }
    return state;
  },
  freeze: (state) => state,
  thaw: (frozen) => frozen as AppState,
  weigh: () => 200,
};
