import { integer, text } from './fields.ts';
import { SendFlag } from './protocol.ts';

/** Fields that requests about peers and about groups both have. A peer may be an official account: those ids are longer. */
export const userId = text(48, 1);
export const pageSize = integer(1, 100);
export const pushText = text(4096);

/** What a client may set of the stored flags. */
export const STORED_FLAGS =
  SendFlag.noUnread | SendFlag.noLastMsg | SendFlag.needReadReceipt | SendFlag.supportExtension;
