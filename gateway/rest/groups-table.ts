import type { RestTable } from './command.ts';
import { groupAttributeCommands, groupAttributeReads } from './group-attributes.ts';
import { groupBanCommands } from './group-bans.ts';
import { groupCounterCommands } from './group-counters.ts';
import { groupMemberCommands } from './group-members.ts';
import { groupMemberListCommands } from './group-members-lists.ts';
import { groupMessageChangeCommands } from './group-message-changes.ts';
import { groupMessageCommands } from './group-messages.ts';
import { groupHistoryCommands } from './group-messages-history.ts';
import { groupImportCommands } from './group-messages-import.ts';
import { groupNotificationCommands } from './group-notifications.ts';
import { groupPinCommands } from './group-pins.ts';
import { groupCommands } from './groups.ts';
import { groupListCommands } from './groups-lists.ts';
import { liveRoomServiceCommands, onlineCommands } from './live-rooms.ts';
import { permissionCommands } from './permission-groups.ts';
import { topicCommands } from './topics.ts';

/** Clients address communities by the second; the command is the same (wire-groups.md §1.1). */
const services = ['group_open_http_svc', 'million_group_open_http_svc'];

const commands: RestTable = {
  ...groupCommands,
  ...groupListCommands,
  ...groupMemberCommands,
  ...groupMemberListCommands,
  ...groupMessageCommands,
  ...groupImportCommands,
  ...groupHistoryCommands,
  ...groupMessageChangeCommands,
  ...topicCommands,
  ...permissionCommands,
  ...groupAttributeCommands,
  ...groupCounterCommands,
  ...groupPinCommands,
  ...groupBanCommands,
  ...groupNotificationCommands,
  ...onlineCommands,
};

/** Every command about groups, under each service that offers it. */
export const groupServiceCommands: RestTable = {
  ...Object.fromEntries(
    services.flatMap((service) => Object.entries(commands).map(([name, row]) => [`${service}/${name}`, row] as const)),
  ),
  ...groupAttributeReads,
  ...liveRoomServiceCommands,
};
