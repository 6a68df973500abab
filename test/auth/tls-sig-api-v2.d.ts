/** The public signing library carries no types. */
declare module 'tls-sig-api-v2' {
  export class Api {
    constructor(sdkAppId: number, secretKey: string);
    /** `expire`: seconds. */
    genUserSig(user: string, expire: number): string;
    genPrivateMapKey(user: string, expire: number, room: number, privileges: number): string;
    genPrivateMapKeyWithStringRoomID(user: string, expire: number, room: string, privileges: number): string;
  }
}
