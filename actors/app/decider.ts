import type { AppInfo, AppSettings, AppState as State } from '../../events/app/events.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decider } from '../host/decider.ts';
import { type EffectiveSettings, settingsProblem, withDefaults } from './settings.ts';

export interface AppState {
  /** Undefined: nobody has made it; the app of the configuration is there all the same. */
  created: boolean;
  settings: AppSettings;
  info: AppInfo | undefined;
  admins: readonly string[];
  state: State;
}

export type AppCommands = {
  settings: { data: { readonly configured: AppSettings }; reply: EffectiveSettings };
  change: { data: { readonly settings: AppSettings }; reply: undefined };
  create: { data: { readonly info: AppInfo; readonly admins: readonly string[] }; reply: undefined };
  describe: { data: { readonly info: Partial<AppInfo> }; reply: undefined };
  setAdmins: { data: { readonly admins: readonly string[] }; reply: undefined };
  setState: { data: { readonly state: State }; reply: undefined };
  showKey: { data: object; reply: undefined };
};

/** Of the operators' calls: whoever asks is known, the app that he names is not there. */
export const noSuchApp = () => new Refused(60009, 'there is no such app');

/** The tenant: what its administrators have set, what it is called, whether it may be used. */
export const appDecider: Decider<AppState, AppCommands> = {
  category: 'app',
  fingerprint: 'app-2',
  initial: () => ({ created: false, settings: {}, info: undefined, admins: [], state: 'active' }),
  decide: {
    settings: (state, { configured }) => accept([], withDefaults(configured, state.settings)),
    change(state, { settings }) {
      const problem = settingsProblem(settings);
      if (problem !== undefined) return new Refused(70402, problem);
      const events: NewEvent[] = state.created ? [] : [{ type: 'AppCreated', data: { settings: {} } }];
      events.push({ type: 'AppSettingsChanged', data: { settings } });
      return accept(events, undefined);
    },
    create(state, { info, admins }) {
      if (state.created) return new Refused(70402, 'there is an app of this SDKAppID, or was one');
      return accept([{ type: 'AppCreated', data: { settings: {}, info, admins } }], undefined);
    },
    describe(state, { info }) {
      if (state.info === undefined || state.state === 'deleted') return noSuchApp();
      const now = { ...state.info, ...info };
      const same = JSON.stringify(now) === JSON.stringify(state.info);
      return accept(same ? [] : [{ type: 'AppInfoChanged', data: { info: now } }], undefined);
    },
    setAdmins(state, { admins }) {
      if (state.info === undefined || state.state === 'deleted') return noSuchApp();
      return accept([{ type: 'AppAdminsSet', data: { admins } }], undefined);
    },
    setState(state, { state: wanted }) {
      if (state.info === undefined || state.state === 'deleted') return noSuchApp();
      const same = wanted === state.state;
      return accept(same ? [] : [{ type: 'AppStateSet', data: { state: wanted } }], undefined);
    },
    showKey(state) {
      if (state.info === undefined || state.state === 'deleted') return noSuchApp();
      return accept([{ type: 'AppKeyShown', data: {} }], undefined);
    },
  },
  evolve(state, event) {
    switch (event.type) {
      case 'AppCreated':
        state.info = event.data.info;
        state.admins = event.data.admins ?? [];
        state.created = true;
        state.settings = { ...state.settings, ...event.data.settings };
        return state;
      case 'AppSettingsChanged':
        state.settings = { ...state.settings, ...event.data.settings };
        return state;
      case 'AppInfoChanged':
        state.info = event.data.info;
        return state;
      case 'AppAdminsSet':
        state.admins = event.data.admins;
        return state;
      case 'AppStateSet':
        state.state = event.data.state;
        return state;
      default:
        return state;
    }
  },
  freeze: (state) => ({ ...state, info: state.info ?? null }),
  thaw(frozen) {
    const state = frozen as Omit<AppState, 'info'> & { readonly info: AppInfo | null };
    return { ...state, info: state.info ?? undefined };
  },
  weigh: () => 400,
};
