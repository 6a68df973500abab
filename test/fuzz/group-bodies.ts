const GROUP = 'group_open_http_svc';
const MILLION = 'million_group_open_http_svc';
const LIVE = 'group_open_avchatroom_http_svc';

const text = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }];
const GroupId = 'hikers';
const Room = 'stage';
const Town = '@TGS#_town';
const TopicId = `${Town}@TOPIC#_square`;
const PermissionGroupId = '@PMG#_crew';
const ofMember = { GroupId, Member_Account: 'target' };
const inTown = { GroupId: Town, PermissionGroupId };
const past = 1_700_000_000;

/**
 * A good request of every command of groups (rest-api.md §14–22), in an order in which each of them succeeds on an empty
 * server that has the accounts `target` and `other`: what is changed in it is up to chance.
 */
export const groupBodies: readonly (readonly [path: string, body: object])[] = [
  [
    `${GROUP}/create_group`,
    {
      Type: 'Public',
      Name: 'Hikers',
      GroupId,
      Owner_Account: 'other',
      ApplyJoinOption: 'FreeAccess',
      InviteJoinOption: 'FreeAccess',
      MaxMemberCount: 50,
      AppDefinedData: [{ Key: 'level', Value: '3' }],
      MemberList: [{ Member_Account: 'target', Role: 'Member', AppMemberDefinedData: [{ Key: 'k', Value: 'v' }] }],
    },
  ],
  [`${GROUP}/create_group`, { Type: 'AVChatRoom', Name: 'Stage', GroupId: Room, Owner_Account: 'other' }],
  [
    `${GROUP}/create_group`,
    {
      Type: 'Community',
      Name: 'Town',
      GroupId: Town,
      Owner_Account: 'other',
      SupportTopic: 1,
      EnablePermission: 1,
      DefaultPermission: 64,
      MemberList: [{ Member_Account: 'target' }],
    },
  ],
  [
    `${GROUP}/import_group`,
    { Type: 'Public', Name: 'Old', GroupId: 'old', Owner_Account: 'other', CreateTime: past, MaxMemberCount: 9 },
  ],
  [
    `${GROUP}/send_group_msg`,
    {
      GroupId,
      From_Account: 'other',
      Random: 1,
      MsgBody: text,
      MsgPriority: 'High',
      GroupAtInfo: [{ GroupAtAllFlag: 0, GroupAt_Account: 'target' }],
      SendMsgControl: ['NoUnread'],
      CloudCustomData: '{}',
      OfflinePushInfo: { PushFlag: 0, Desc: 'd' },
    },
  ],
  [`${GROUP}/send_group_msg`, { GroupId, From_Account: 'other', Random: 3, MsgBody: text, To_Account: ['target'] }],
  [
    `${GROUP}/get_group_info`,
    {
      GroupIdList: [GroupId, Room],
      ResponseFilter: {
        GroupBaseInfoFilter: ['Name', 'Type'],
        MemberInfoFilter: ['Role'],
        AppDefinedDataFilter_Group: ['level'],
        AppDefinedDataFilter_GroupMember: ['k'],
      },
    },
  ],
  [
    `${GROUP}/modify_group_base_info`,
    {
      GroupId,
      Name: 'Hikers 2',
      Introduction: 'up',
      MaxMemberNum: 60,
      MuteAllMember: 'Off',
      AppDefinedData: [{ Key: 'level', Value: '' }],
      From_Account: 'other',
    },
  ],
  [`${GROUP}/modify_group_base_info`, { GroupId: Town, EnablePermission: 1, DefaultPermission: '64' }],
  [
    `${GROUP}/get_joined_group_list`,
    {
      Member_Account: 'target',
      WithHugeGroups: 1,
      WithNoActiveGroups: 1,
      Limit: 9,
      Offset: 0,
      GroupType: 'Public',
      SupportTopic: 0,
      ResponseFilter: { GroupBaseInfoFilter: ['Name'], SelfInfoFilter: ['Role'] },
    },
  ],
  [`${GROUP}/get_appid_group_list`, { Limit: 9, Next: 0, GroupType: 'Public' }],
  [`${GROUP}/get_group_member_info`, { GroupId, MemberInfoFilter: ['Role'], MemberRoleFilter: ['Owner'], Limit: 9 }],
  [`${GROUP}/get_group_member_info`, { GroupId: Town, Next: '', Limit: 9 }],
  [
    `${GROUP}/get_specified_group_member_info`,
    { GroupId, Member_List_Account: ['target'], MemberInfoFilter: ['Role'] },
  ],
  [`${GROUP}/add_group_member`, { GroupId: 'old', MemberList: [{ Member_Account: 'target' }], Silence: 1 }],
  [`${GROUP}/delete_group_member`, { GroupId: 'old', MemberToDel_Account: ['target'], Silence: 1, Reason: 'why' }],
  [
    `${GROUP}/import_group_member`,
    {
      GroupId: 'old',
      MemberList: [{ Member_Account: 'target', Role: 'Admin', JoinTime: past + 9, UnreadMsgNum: 1 }],
    },
  ],
  [
    `${GROUP}/modify_group_member_info`,
    {
      ...ofMember,
      Role: 'Admin',
      MsgFlag: 'AcceptAndNotify',
      NameCard: 'T',
      AppMemberDefinedData: [{ Key: 'k', Value: 'w' }],
      MuteTime: 0,
    },
  ],
  [`${GROUP}/get_role_in_group`, { GroupId, User_Account: ['target', 'other'] }],
  [`${GROUP}/forbid_send_msg`, { GroupId, Members_Account: ['target'], MuteTime: 9 }],
  [`${GROUP}/get_group_muted_account`, { GroupId }],
  [`${GROUP}/get_group_shutted_uin`, { GroupId }],
  [`${GROUP}/change_group_owner`, { GroupId: 'old', NewOwner_Account: 'target', From_Account: 'other' }],
  [`${GROUP}/set_unread_msg_num`, { ...ofMember, UnreadMsgNum: 0 }],
  [`${GROUP}/ban_group_member`, { GroupId: Room, Members_Account: ['target'], Duration: 9, Description: 'why' }],
  [`${GROUP}/get_group_ban_member`, { GroupId: Room, Limit: 9, Offset: 0 }],
  [`${GROUP}/unban_group_member`, { GroupId: Room, Members_Account: ['target'] }],
  [`${GROUP}/send_group_system_notification`, { GroupId, Content: 'news', ToMembers_Account: ['target'] }],
  [`${GROUP}/send_broadcast_msg`, { From_Account: 'other', Random: 1, MsgBody: text, CloudCustomData: '{}' }],
  [
    `${GROUP}/import_group_msg`,
    {
      GroupId: 'old',
      MsgList: [{ From_Account: 'other', SendTime: past + 9, Random: 1, MsgBody: text, CloudCustomData: '' }],
      RecentContactFlag: 1,
    },
  ],
  [`${GROUP}/group_msg_get_simple`, { GroupId, ReqMsgNumber: 9, ReqMsgSeq: 9, WithRecalledMsg: 1 }],
  [`${GROUP}/pin_message`, { GroupId, MsgSeq: 1, Pinner_Account: 'other' }],
  [`${GROUP}/get_pinned_messages`, { GroupId }],
  [`${GROUP}/unpin_message`, { GroupId, MsgSeq: 1, UnPinner_Account: 'other' }],
  [`${GROUP}/set_group_attr`, { GroupId, GroupAttr: [{ key: 'k', value: 'v' }] }],
  [`${GROUP}/modify_group_attr`, { GroupId, GroupAttr: [{ key: 'k', value: 'w' }] }],
  ['group_open_attr_http_svc/get_group_attr', { GroupId }],
  [`${GROUP}/delete_group_attr`, { GroupId, GroupAttr: [{ key: 'k' }] }],
  [`${GROUP}/clear_group_attr`, { GroupId }],
  [`${GROUP}/update_group_counter`, { GroupId, GroupCounter: [{ Key: 'n', Value: 1 }], Mode: 'Increase' }],
  [`${GROUP}/get_group_counter`, { GroupId, GroupCounterKeys: ['n'] }],
  [`${GROUP}/delete_group_counter`, { GroupId, GroupCounterKeys: ['n'] }],
  [`${GROUP}/get_online_member_num`, { GroupId }],
  [`${LIVE}/get_members`, { GroupId: Room, Timestamp: 0, Mark: 1000 }],
  [
    `${LIVE}/modify_user_info`,
    { GroupId: Room, CommandType: 1, MemberList: [{ Member_Account: 'target', Marks: [1000] }] },
  ],
  [`${LIVE}/modify_admin`, { GroupId: Room, CommandType: 1, Admin_Account: ['target'] }],
  [`${LIVE}/get_admin_list`, { GroupId: Room }],
  [`${LIVE}/check_members`, { GroupId: Room, Member_Account: ['target'] }],
  [
    `${MILLION}/create_topic`,
    { GroupId: Town, TopicName: 'Square', TopicId, From_Account: 'other', CustomString: '{}', FaceUrl: '' },
  ],
  [`${MILLION}/create_topic`, { GroupId: Town, TopicName: 'Doomed', TopicId: `${Town}@TOPIC#_doomed` }],
  [
    `${GROUP}/send_group_msg`,
    { GroupId: Town, TopicId, From_Account: 'target', Random: 2, MsgBody: text, OnlineOnlyFlag: 0 },
  ],
  [
    `${MILLION}/modify_topic`,
    { GroupId: Town, TopicId, TopicName: 'Square 2', Notification: 'n', MuteAllMember: 'Off', From_Account: 'other' },
  ],
  [
    `${MILLION}/get_topic`,
    {
      GroupId: Town,
      TopicIdList: [TopicId],
      From_Account: 'target',
      ResponseFilter: { TopicBaseInfoFilter: ['TopicName'], SelfInfoFilter: ['MsgFlag'] },
    },
  ],
  [`${GROUP}/import_topic`, { GroupId: Town, TopicName: 'Old', TopicId: `${Town}@TOPIC#_old`, Type: 'Community' }],
  [`${GROUP}/group_msg_get_simple`, { GroupId: Town, TopicId, ReqMsgNumber: 9 }],
  [`${GROUP}/forbid_send_msg`, { GroupId: Town, TopicId, Members_Account: ['target'], MuteTime: 9 }],
  [`${GROUP}/pin_message`, { GroupId: Town, TopicId, MsgSeq: 1 }],
  [
    `${GROUP}/create_permission_group`,
    { GroupId: Town, PermissionGroupName: 'Crew', PermissionGroupId, Permission: '64', CustomString: '{}' },
  ],
  [
    `${GROUP}/create_permission_group`,
    { GroupId: Town, PermissionGroupName: 'Doomed', PermissionGroupId: '@PMG#_doomed', Permission: 1 },
  ],
  [`${GROUP}/modify_permission_group`, { ...inTown, PermissionGroupName: 'Crew 2', Permission: 65 }],
  [`${GROUP}/get_permission_group`, { GroupId: Town, PermissionGroupIdList: [PermissionGroupId], Limit: 9, Next: '' }],
  [`${GROUP}/add_permission_group_member`, { ...inTown, MemberList: [{ Member_Account: 'target' }] }],
  [`${GROUP}/get_permission_group_member_list`, { ...inTown, Limit: 9, Next: '', MemberInfoFilter: ['Role'] }],
  [`${GROUP}/delete_permission_group_member`, { ...inTown, MemberList: [{ Member_Account: 'target' }] }],
  [`${GROUP}/add_topic_permission_group`, { ...inTown, TopicPermissionList: [{ TopicId, Permission: 8 }] }],
  [`${GROUP}/set_topic_permission_group`, { ...inTown, TopicPermissionList: [{ TopicId, Permission: '8' }] }],
  [`${GROUP}/get_topic_permission_group`, { ...inTown, TopicIdList: [TopicId] }],
  [`${GROUP}/delete_topic_permission_group`, { ...inTown, TopicIdList: [TopicId] }],
  [`${GROUP}/destroy_permission_group`, { GroupId: Town, PermissionGroupIdList: ['@PMG#_doomed'] }],
  [`${MILLION}/destroy_topic`, { GroupId: Town, TopicIdList: [`${Town}@TOPIC#_doomed`] }],
  [`${GROUP}/destroy_group`, { GroupId: 'old' }],
];
