import Type from 'typebox';

/** Field types of the REST interface (rest-api.md §3). */
export const userId = Type.String({ minLength: 1, maxLength: 128 });
export const uint32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });
export const seconds = Type.Integer({ minimum: 0 });
export const flag = Type.Integer({ minimum: 0, maximum: 2 });
export const msgBody = Type.Array(Type.Unknown());
export const offlinePush = Type.Record(Type.String(), Type.Unknown());

/** Options of every message that is sent (rest-api.md §3.4). */
export const messageOptions = {
  CloudCustomData: Type.Optional(Type.String()),
  OfflinePushInfo: Type.Optional(offlinePush),
  SendMsgControl: Type.Optional(Type.Array(Type.String())),
  MsgLifeTime: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800 })),
  SyncOtherMachine: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 })),
  IsNeedReadReceipt: Type.Optional(flag),
};

/** Codes of the message commands for a field that is missing or of the wrong type (error-codes.md §8). */
export const messageFaults = {
  otherwise: 90001,
  fields: {
    To_Account: 90003,
    From_Account: 90008,
    MsgSeq: 90004,
    MsgRandom: 90005,
    MsgTimeStamp: 90006,
    MsgBody: 90007,
    MsgLifeTime: 90026,
    SyncOtherMachine: 90031,
    SyncFromOldSystem: 90030,
    OfflinePushInfo: 90043,
    Peer_Account: 90003,
    Operator_Account: 90008,
    Report_Account: 90008,
  },
} as const;

/** Codes of the account commands. */
export const accountFaults = { otherwise: 70402 } as const;
