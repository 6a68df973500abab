import { readdirSync, readFileSync } from 'node:fs';
import t from 'tap';
import { withoutComments } from '../house/sources.ts';
import { GroupServer } from './group-server.ts';

const GROUP = 'group_open_http_svc';
const MILLION = 'million_group_open_http_svc';
const ATTRIBUTES = 'group_open_attr_http_svc';
const LIVE = 'group_open_avchatroom_http_svc';
const OPENIM = 'openim';
const EXTENSIONS = 'openim_msg_ext_http_svc';
const CONTACTS = 'recentcontact';
const PROFILE = 'profile';
const SNS = 'sns';
const FOLLOW = 'follow';
const OFFICIAL = 'official_account_open_http_svc';
const ROBOT = 'openim_robot_http_svc';

/**
 * Every documented command of rest-api.md §5, §6 and §10–24: its number, its service, its name; the file that tries it, and
 * what an empty body is answered with where that is not 10004.
 */
const documented = `
5.1   ${OPENIM} sendmsg                         messages            90003
5.2   ${OPENIM} batchsendmsg                    messages            90028
5.3   ${OPENIM} importmsg                       messages            90030
5.4   ${OPENIM} admin_getroammsg                messages            90001
5.5   ${OPENIM} admin_msgwithdraw               message-life        90008
5.6   ${OPENIM} admin_set_msg_read              messages            90008
5.7   ${OPENIM} get_c2c_unread_msg_num          messages            90003
5.8   ${OPENIM} modify_c2c_msg                  message-life        90008
5.9   ${OPENIM} delete_c2c_msg_ramble           message-life        90008
5.10  ${OPENIM} c2c_msg_read_receipt            message-life        90008
6.1   ${EXTENSIONS} set_key_values              message-life
6.2   ${EXTENSIONS} get_key_values              message-life
6.3   ${EXTENSIONS} group_set_key_values        group-message-life
6.4   ${EXTENSIONS} group_get_key_values        group-message-life
12.1  ${FOLLOW} follow_add                      follows             30001
12.2  ${FOLLOW} follow_delete                   follows             30001
12.3  ${FOLLOW} follow_check                    follows             30001
12.4  ${FOLLOW} follow_get                      follows             30001
12.5  ${FOLLOW} follow_get_info                 follows             30001
10.1  ${PROFILE} portrait_set                 profiles            40001
10.2  ${PROFILE} portrait_get                 profiles            40002
11.1  ${SNS} friend_add                       relations           30001
11.2  ${SNS} friend_import                    relations           30001
11.3  ${SNS} friend_update                    relations           30001
11.4  ${SNS} friend_delete                    relations           30001
11.5  ${SNS} friend_delete_all                relations           30001
11.6  ${SNS} friend_check                     relations           30001
11.7  ${SNS} friend_get                       relations           30001
11.8  ${SNS} friend_get_list                  relations           30001
11.9  ${SNS} friend_get_all                   relations           30001
11.10 ${SNS} black_list_add                   relations-lists     30001
11.11 ${SNS} black_list_delete                relations-lists     30001
11.12 ${SNS} black_list_get                   relations-lists     30001
11.13 ${SNS} black_list_check                 relations-lists     30001
11.14 ${SNS} group_add                        relations-lists     30001
11.15 ${SNS} group_delete                     relations-lists     30001
11.16 ${SNS} group_get                        relations-lists     30001
13.1  ${CONTACTS} get_list                      conversations       50002
13.2  ${CONTACTS} delete                        conversations       50002
13.3  ${CONTACTS} top                           conversations       50002
13.4  ${CONTACTS} create_contact_group          conversations       50002
13.5  ${CONTACTS} del_contact_group             conversations       50002
13.6  ${CONTACTS} update_contact_group          conversations       50002
13.7  ${CONTACTS} search_contact_group          conversations       50002
13.8  ${CONTACTS} mark_contact                  conversations       50002
13.9  ${CONTACTS} get_contact_group             conversations       50002
14.1  ${GROUP} create_group                     groups
14.2  ${GROUP} destroy_group                    groups
14.3  ${GROUP} get_group_info                   groups
14.4  ${GROUP} modify_group_base_info           groups
14.5  ${GROUP} import_group                     groups
14.6  ${GROUP} get_joined_group_list            groups
14.7  ${GROUP} get_appid_group_list             groups              0
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
16.5  ${OPENIM} modify_group_msg                group-message-life  90001
16.6  ${GROUP} group_msg_recall                 group-message-life
16.7  ${GROUP} delete_group_msg_by_sender       group-message-life
16.8  ${GROUP} clear_group_msg                  group-message-life
16.9  ${GROUP} group_msg_get_simple             group-messages
16.10 ${GROUP} group_msg_receipt                group-message-life
16.11 ${GROUP} get_group_msg_receipt            group-message-life
16.12 ${GROUP} get_group_msg_receipt_detail     group-message-life
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
23.1  ${OFFICIAL} create_official_account              official-accounts
23.2  ${OFFICIAL} destroy_official_account             official-accounts
23.3  ${OFFICIAL} modify_official_account_base_info    official-accounts
23.4  ${OFFICIAL} get_official_account_info            official-accounts
23.5  ${OFFICIAL} add_subscriber                       official-accounts
23.6  ${OFFICIAL} delete_subscriber                    official-accounts
23.7  ${OFFICIAL} get_subscriber_info                  official-accounts
23.8  ${OFFICIAL} modify_subscriber_info               official-accounts
23.9  ${OFFICIAL} get_subscribed_official_account_list official-accounts
23.10 ${OFFICIAL} send_official_account_msg            official-accounts
23.11 ${OFFICIAL} official_account_msg_get_simple      official-accounts
23.12 ${OFFICIAL} official_account_msg_recall          official-accounts
24.1  ${ROBOT} create_robot                            robots
24.2  ${ROBOT} delete_robot                            robots
24.3  ${ROBOT} get_all_robots                          robots              0
24.4  ${ROBOT} send_stream_msg                         robots
`;

interface Row {
  readonly number: string;
  readonly service: string;
  readonly name: string;
  readonly file: string;
  readonly code: number;
}
const rowsOf = (table: string): readonly Row[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [number = '', service = '', name = '', file = '', code = '10004'] = line.split(/ +/);
      return { number, service, name, file, code: Number(code) };
    });
const commands = rowsOf(documented);

/** Numbers of commands per chapter, as the spec counts them. */
const chapters = {
  5: 10,
  6: 4,
  10: 2,
  11: 16,
  12: 5,
  13: 9,
  14: 7,
  15: 15,
  16: 12,
  17: 3,
  18: 5,
  19: 3,
  20: 6,
  21: 5,
  22: 11,
  23: 12,
  24: 4,
};

t.test('every number of every chapter is in the list, once', async (t) => {
  const all = commands.map(({ number }) => number);
  const expected = Object.entries(chapters).flatMap(([chapter, count]) =>
    Array.from({ length: count }, (_, i) => `${chapter}.${i + 1}`),
  );
  t.strictSame(all.sort(), expected.sort());
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
  for (const { number, service, name, code } of commands) {
    t.equal(await codeOf(name, service), code, `${number} ${service}/${name}`);
    const others = service === LIVE || service === ATTRIBUTES ? [GROUP] : [LIVE, ATTRIBUTES];
    for (const other of ['openim', 'sns', `${service}x`, ...others].filter((one) => one !== service)) {
      t.equal(await codeOf(name, other), 60009, `${number} ${other}/${name}`);
    }
  }
});
