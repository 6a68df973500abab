import type { Static, TObject, TProperties } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { mark, marking, pin, pinning } from './arranging.ts';
import type { Fields } from './fields.ts';
import {
  changeGroup,
  changing,
  createGroups,
  creating,
  deleteGroups,
  deleting,
  readGroups,
  reading,
  searchGroups,
  searching,
} from './grouping.ts';

/** `user`: whose list of conversations it is. */
export type Run<B> = (services: Services, caller: Caller, user: string, body: B) => Promise<Fields>;

/**
 * The commands about a list of conversations that the web SDK and REST ask for in the same fields, as a dialect has them.
 * `prefix`: what stands before their names there; `row`: makes a command of that dialect.
 */
export function arrangements<C>(
  prefix: string,
  row: <P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>) => C,
): Readonly<Record<string, C>> {
  return {
    [`${prefix}top`]: row(pinning, pin),
    [`${prefix}mark_contact`]: row(marking, mark),
    [`${prefix}create_contact_group`]: row(creating, createGroups),
    [`${prefix}get_contact_group`]: row(reading, readGroups),
    [`${prefix}update_contact_group`]: row(changing, changeGroup),
    [`${prefix}del_contact_group`]: row(deleting, deleteGroups),
    [`${prefix}search_contact_group`]: row(searching, searchGroups),
  };
}
