/**
 * The part of wechaty that the adapter relies on, written down here so that the program compiles
 * and runs where wechaty is not installed. Names and numbers are those of wechaty-puppet 1.21.
 */

/** wechaty-puppet, schemas/message: what a message can be. */
export const messageTypes = {
  unknown: 0,
  attachment: 1,
  audio: 2,
  contact: 3,
  chatHistory: 4,
  emoticon: 5,
  image: 6,
  text: 7,
  location: 8,
  miniProgram: 9,
  groupNote: 10,
  transfer: 11,
  redEnvelope: 12,
  recalled: 13,
  url: 14,
  video: 15,
  post: 16,
} as const;

/** wechaty-puppet, schemas/contact: official accounts are no people. */
export const contactTypes = { unknown: 0, individual: 1, official: 2, corporation: 3 } as const;

/** wechaty-puppet, schemas/friendship. */
export const friendshipTypes = { unknown: 0, confirm: 1, receive: 2, verify: 3 } as const;

/** wechaty-puppet, schemas/dirty: what a puppet should ask for anew. */
export const dirtyTypes = { room: 3, roomMember: 4 } as const;

export interface MessagePayload {
  id: string;
  talkerId: string;
  roomId?: string | undefined;
  listenerId?: string | undefined;
  text?: string | undefined;
  /** attachments, where the puppet says */
  filename?: string | undefined;
  /** seconds or milliseconds, by puppet */
  timestamp: number;
  type: number;
  mentionIdList?: string[] | undefined;
}

export interface ContactPayload {
  id: string;
  name: string;
  type: number;
  /** the remark our own account has given this contact */
  alias?: string | undefined;
  /** the public WeChat id, where a puppet knows it */
  handle?: string | undefined;
  weixin?: string | undefined;
  friend?: boolean | undefined;
}

export interface RoomPayload {
  id: string;
  topic: string;
  memberIdList: string[];
  ownerId?: string | undefined;
}

export interface RoomMemberPayload {
  id: string;
  name: string;
  /** what the member is called in this group */
  roomAlias?: string | undefined;
}

export interface FriendshipPayload {
  id: string;
  contactId: string;
  hello?: string | undefined;
  type: number;
}

export interface RoomInvitationPayload {
  id: string;
  inviterId: string;
  topic?: string | undefined;
}

export interface RoomJoin {
  inviteeIdList: string[];
  inviterId: string;
  roomId: string;
  timestamp: number;
}

export interface RoomLeave {
  removeeIdList: string[];
  removerId: string;
  roomId: string;
  timestamp: number;
}

export interface RoomTopic {
  changerId: string;
  newTopic: string;
  oldTopic: string;
  roomId: string;
  timestamp: number;
}

/** What a puppet tells, by event. */
export interface PuppetEvents {
  scan: { status: number; qrcode?: string };
  login: { contactId: string };
  logout: { contactId: string; data?: string };
  message: { messageId: string };
  "room-join": RoomJoin;
  "room-leave": RoomLeave;
  "room-topic": RoomTopic;
  "room-invite": { roomInvitationId: string };
  friendship: { friendshipId: string };
  heartbeat: { data?: string };
  dong: { data?: string };
  error: { gerror?: string; data?: string };
  ready: { data?: string };
}

/** A file as wechaty's file-box holds it. */
export type FileBox = object;

/** A file that a puppet brings. */
export interface ReceivedFile {
  name: string;
  /** bytes; −1 where it is not known before it is read */
  size: number;
  toBuffer(): Promise<Buffer>;
}

/** A puppet: wechaty's driver of one WeChat account. */
export interface Puppet {
  on<E extends keyof PuppetEvents>(event: E, listener: (payload: PuppetEvents[E]) => void): unknown;
  once(event: "ready", listener: () => void): unknown;
  removeAllListeners(event: string): unknown;
  readonly isLoggedIn: boolean;
  readonly currentUserId: string;
  ding(data?: string): void;
  messagePayload(id: string): Promise<MessagePayload>;
  contactPayload(id: string): Promise<ContactPayload>;
  roomPayload(id: string): Promise<RoomPayload>;
  roomMemberPayload(roomId: string, contactId: string): Promise<RoomMemberPayload>;
  roomList(): Promise<string[]>;
  /** what is remembered of a group is not true any more */
  dirtyPayload(type: number, id: string): Promise<void> | void;
  friendshipPayload(id: string): Promise<FriendshipPayload>;
  friendshipAccept(id: string): Promise<void>;
  roomInvitationPayload(id: string): Promise<RoomInvitationPayload>;
  roomInvitationAccept(id: string): Promise<void>;
  messageFile(id: string): Promise<ReceivedFile>;
  messageSendText(conversationId: string, text: string, mentionIdList?: string[]): Promise<string | void>;
  messageSendFile(conversationId: string, file: FileBox): Promise<string | void>;
  messageForward(conversationId: string, messageId: string): Promise<string | void>;
}

/** Wechaty around a puppet: starts, stops and restarts it. */
export interface Wechaty {
  readonly puppet: Puppet;
  init(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  reset(): Promise<void>;
  on(event: "error", listener: (error: unknown) => void): unknown;
}

/** What of the module `wechaty` is used. */
export interface WechatyModule {
  WechatyBuilder: {
    build(options: { name?: string; puppet: string | Puppet; puppetOptions?: Record<string, unknown> }): Wechaty;
  };
}

/** What of the module `file-box` is used: wechaty takes files as these, and does not hand the class on. */
export interface FileBoxModule {
  FileBox: { fromBuffer(buffer: Buffer, name: string): FileBox };
}
