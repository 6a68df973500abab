import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { APPS, type AppRow, appKey } from '../apps/projection.ts';
import type { QueryDeps } from './deps.ts';

/** The apps of the server; of them some have been deleted. */
export interface AppQueries {
  /** Operators only: administrators of the app of the configuration. Ascending by SDKAppID. */
  apps(caller: Caller): Promise<readonly Readonly<AppRow>[]>;
  /** Of one's own app, for its administrators; of any, for operators. Undefined: made by the configuration, or not there. */
  app(caller: Caller, query: { readonly app: number }): Promise<Readonly<AppRow> | undefined>;
}

export function createAppQueries(deps: QueryDeps): AppQueries {
  const reader = () => deps.runner.reader('apps');
  return {
    async apps(caller) {
      if (!isOperator(deps, caller)) throw new Refused(60010, 'the request needs an operator of the server');
      return (await reader().range<AppRow>(APPS)).map(({ value }) => value);
    },
    async app(caller, { app }) {
      const may = isOperator(deps, caller) || (caller.admin && caller.app === app);
      if (!may) throw new Refused(60010, 'the request needs an administrator of the app');
      return Number.isSafeInteger(app) && app > 0 ? reader().get<AppRow>(APPS, appKey(app)) : undefined;
    },
  };
}

function isOperator({ homeApp }: QueryDeps, caller: Caller): boolean {
  return caller.admin && caller.app === homeApp;
}
