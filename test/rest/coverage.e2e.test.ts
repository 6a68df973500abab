import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { withoutComments } from '../house/sources.ts';
import { GroupServer } from './group-server.ts';

const GROUP = 'group_open_http_svc';
const MILLION = 'million_group_open_http_svc';
const ATTRIBUTES = 'group_open_attr_http_svc';
const LIVE = 'group_open_avchatroom_http_svc';

const CONTACTS = 'recentcontact';

/** Every documented command of rest-api.md §13–22: its number, its service, its name; and the file that tries it. */
const documented = `
13.1  ${CONTACTS} get_list                      conversations
13.2  ${CONTACTS} delete                        conversations
13.3  ${CONTACTS} top                           conversations
13.4  ${CONTACTS} create_contact_group          conversations
13.5  ${CONTACTS} del_contact_group             conversations
13.6  ${CONTACTS} update_contact_group          conversations
13.7  ${CONTACTS} search_contact_group          conversations
13.8  ${CONTACTS} mark_contact                  conversations
13.9  ${CONTACTS} get_contact_group             conversations
14.1  ${GROUP} create_group                     groups
14.2  ${GROUP} destroy_group                    groups
14.3  ${GROUP} get_group_info                   groups
14.4  ${GROUP} modify_group_base_info           groups
14.5  ${GROUP} import_group                     groups
14.6  ${GROUP} get_joined_group_list            groups
14.7  ${GROUP} get_appid_group_list             groups
15.1  ${GROUP} get_group_member_info            group-members
15.2  ${GROUP} get_specified_group_member_info  group-members
15.3  ${GROUP} add_group_member                 group-members
15.4  ${GROUP} delete_group_member              group-members
15.5  ${GROUP} modify_group_member_info         group-members
15.6  ${GROUP} get_role_in_group                group-members
15.7  ${GROUP} forbid_send_msg                  group-members
15.8  ${GROUP} get_group_muted_account          group-members
15.9  ${GROUP} get_group_shutted_uin            group-members
15.10 ${GROUP} change_group_owner               groups
15.11 ${GROUP} import_group_member              group-members
15.12 ${GROUP} set_unread_msg_num               group-unread
15.13 ${GROUP} ban_group_member                 live-rooms
15.14 ${GROUP} unban_group_member               live-rooms
15.15 ${GROUP} get_group_ban_member             live-rooms
16.1  ${GROUP} send_group_msg                   group-messages
16.2  ${GROUP} send_group_system_notification   live-rooms
16.3  ${GROUP} send_broadcast_msg               live-rooms
16.4  ${GROUP} import_group_msg                 group-messages
16.9  ${GROUP} group_msg_get_simple             group-messages
17.1  ${GROUP} pin_message                      group-pins
17.2  ${GROUP} unpin_message                    group-pins
17.3  ${GROUP} get_pinned_messages              group-pins
18.1  ${ATTRIBUTES} get_group_attr              group-attributes
18.2  ${GROUP} set_group_attr                   group-attributes
18.3  ${GROUP} modify_group_attr                group-attributes
18.4  ${GROUP} delete_group_attr                group-attributes
18.5  ${GROUP} clear_group_attr                 group-attributes
19.1  ${GROUP} get_group_counter                group-counters
19.2  ${GROUP} update_group_counter             group-counters
19.3  ${GROUP} delete_group_counter             group-counters
20.1  ${GROUP} get_online_member_num            live-rooms
20.2  ${LIVE} get_members                       live-rooms
20.3  ${LIVE} modify_user_info                  live-rooms
20.4  ${LIVE} modify_admin                      live-rooms
20.5  ${LIVE} get_admin_list                    live-rooms
20.6  ${LIVE} check_members                     live-rooms
21.1  ${MILLION} create_topic                   topics
21.2  ${MILLION} destroy_topic                  topics
21.3  ${MILLION} get_topic                      topics
21.4  ${MILLION} modify_topic                   topics
21.5  ${GROUP} import_topic                     topics
22.1  ${GROUP} create_permission_group          permission-groups
22.2  ${GROUP} destroy_permission_group         permission-groups
22.3  ${GROUP} modify_permission_group          permission-groups
22.4  ${GROUP} get_permission_group             permission-groups
22.5  ${GROUP} add_topic_permission_group       permission-groups
22.6  ${GROUP} set_topic_permission_group       permission-groups
22.7  ${GROUP} delete_topic_permission_group    permission-groups
22.8  ${GROUP} get_topic_permission_group       permission-groups
22.9  ${GROUP} add_permission_group_member      permission-groups
22.10 ${GROUP} delete_permission_group_member   permission-groups
22.11 ${GROUP} get_permission_group_member_list permission-groups
`;

/** What happens to messages after they were sent comes with the life of messages. */
const pending = `
16.5  openim   modify_group_msg
16.6  ${GROUP} group_msg_recall
16.7  ${GROUP} delete_group_msg_by_sender
16.8  ${GROUP} clear_group_msg
16.10 ${GROUP} group_msg_receipt
16.11 ${GROUP} get_group_msg_receipt
16.12 ${GROUP} get_group_msg_receipt_detail
`;

interface Row {
  readonly number: string;
  readonly service: string;
  readonly name: string;
  readonly file: string;
}
const rowsOf = (table: string): readonly Row[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [number = '', service = '', name = '', file = ''] = line.split(/ +/);
      return { number, service, name, file };
    });
const commands = rowsOf(documented);
const unknown = rowsOf(pending);

/** Numbers of commands per chapter, as the spec counts them. */
const chapters = { 13: 9, 14: 7, 15: 15, 16: 12, 17: 3, 18: 5, 19: 3, 20: 6, 21: 5, 22: 11 };

t.test('every number of every chapter is in one of the two lists, once', async (t) => {
  const all = [...commands, ...unknown].map(({ number }) => number);
  const expected = Object.entries(chapters).flatMap(([chapter, count]) =>
    Array.from({ length: count }, (_, i) => `${chapter}.${i + 1}`),
  );
  t.strictSame([...all].sort(), [...expected].sort());
});

t.test('each is tried by the test that the list names', async (t) => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.e2e.test.ts'));
  for (const { number, name, file } of commands) {
    const path = `${file}.e2e.test.ts`;
    if (!t.ok(files.includes(path), `${number}: there is ${path}`)) continue;
    const code = withoutComments(readFileSync(new URL(path, folder), 'utf8'));
    t.match(code, new RegExp(`['\`/]${name}['\`]`), `${number} ${name} in ${path}`);
  }
});

t.test('the server answers each under its service, and under no other', async (t) => {
  const rest = await GroupServer.start();
  t.teardown(() => rest.server.stop());
  const codeOf = async (name: string, service: string) => (await rest.call(name, {}, service)).ErrorCode;
  for (const { number, service, name } of commands) {
    // An empty body is wrong for all but the list of all groups.
    const wrong = service === CONTACTS ? 50002 : 10004;
    t.equal(await codeOf(name, service), name === 'get_appid_group_list' ? 0 : wrong, `${number} ${service}/${name}`);
    const others = service === LIVE || service === ATTRIBUTES ? [GROUP] : [LIVE, ATTRIBUTES];
    for (const other of ['openim', 'sns', `${service}x`, ...others]) {
      t.equal(await codeOf(name, other), 60009, `${number} ${other}/${name}`);
    }
  }
  for (const { number, service, name } of unknown) {
    t.equal(await codeOf(name, service), 60009, `${number} ${service}/${name} is not built yet`);
  }
});
