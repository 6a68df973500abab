const item = { To_Account: 'target', AddSource: 'AddSource_Type_Server' };
const From_Account = 'other';
const To_Account = ['target'];
const Tag = 'Tag_Profile_IM_Nick';

/**
 * A good request of every command about profiles and friends (rest-api.md §10, §11), in an order in which each is answered
 * with 0 by a server that has the accounts `target` and `other`.
 */
export const relationBodies: readonly (readonly [path: string, body: object])[] = [
  ['profile/portrait_set', { From_Account, ProfileItem: [{ Tag, Value: 'Other' }] }],
  ['profile/portrait_get', { To_Account, TagList: [Tag] }],
  ['sns/friend_add', { From_Account, AddFriendItem: [{ ...item, Remark: 'R', GroupName: 'A' }], ForceAddFlags: 1 }],
  ['sns/friend_import', { From_Account, AddFriendItem: [{ ...item, GroupName: ['A'], AddTime: 1, CustomItem: [] }] }],
  [
    'sns/friend_update',
    { From_Account, UpdateItem: [{ To_Account: 'target', SnsItem: [{ Tag: 'Tag_SNS_IM_Remark', Value: 'R' }] }] },
  ],
  ['sns/friend_check', { From_Account, To_Account, CheckType: 'CheckResult_Type_Both' }],
  ['sns/friend_get', { From_Account, StartIndex: 0 }],
  ['sns/friend_get_list', { From_Account, To_Account, TagList: [Tag] }],
  ['sns/friend_get_all', { From_Account, StartIndex: 0, GetCount: 9, TagList: [Tag] }],
  ['sns/group_add', { From_Account, GroupName: ['B'], To_Account }],
  ['sns/group_get', { From_Account, NeedFriend: 'Need_Friend_Type_Yes', GroupName: ['B'] }],
  ['sns/group_delete', { From_Account, GroupName: ['B'] }],
  ['sns/friend_delete', { From_Account, To_Account, DeleteType: 'Delete_Type_Both' }],
  ['sns/friend_delete_all', { From_Account, DeleteType: 'Delete_Type_Both' }],
  ['sns/black_list_add', { From_Account, To_Account }],
  ['sns/black_list_get', { From_Account, StartIndex: 0, MaxLimited: 9, LastSequence: 0 }],
  ['sns/black_list_check', { From_Account, To_Account, CheckType: 'BlackCheckResult_Type_Both' }],
  ['sns/black_list_delete', { From_Account, To_Account }],
];
