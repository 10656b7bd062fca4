/**
 * What happened in a chat, in our words: adapters decode their platform's updates into these and
 * know nothing else of the house. Every id in here is the platform's own, as text.
 */

/** Who a message is from. Only a `person` is a member, scores, or may have a role. */
export type SenderKind = "person" | "bot" | "channel" | "anonymousAdmin";

export interface Sender {
  kind: SenderKind;
  /** the platform's user id (of the channel or group for the other kinds) */
  id: string;
  /** display name as the platform gives it, uncleaned */
  name: string;
  username?: string;
  /** BCP 47, as the platform says */
  language?: string;
}

export interface ChatRef {
  /** the platform's chat id */
  id: string;
  kind: "group" | "private" | "channel";
  /** the group's title, or the person's name in private */
  title: string;
  /** forum topic; absent in General */
  threadId?: string;
}

/** For a message that is to stand in a topic of a forum; without one it stands in General. */
export const inTopic = (threadId: string | null | undefined): { threadId?: string } =>
  threadId === undefined || threadId === null ? {} : { threadId };

/** A file that came with a message. */
export interface FileRef {
  /** the platform's own name for it: what `Bot.fetchFile` is asked for */
  id: string;
  /** as its sender called it, with the ending; "" where the platform does not say */
  name: string;
  /** bytes, where the platform says */
  size?: number;
}

interface EventBase {
  /** "telegram", "wechat", "playground" … */
  platform: string;
  /** id of the bot account that saw it */
  account: string;
  /** identity of the update within (platform, account): a redelivery has the same */
  key: string;
  chat: ChatRef;
  /** the platform's own time of the event, not of arrival */
  at: Date;
}

/** What a message holds beside words, or in their place. */
export type Media =
  | "photo"
  | "video"
  | "audio"
  | "voice"
  | "sticker"
  | "animation"
  | "document"
  | "poll"
  | "location"
  | "contact"
  | "link"
  | "other";

export interface ReplyTo {
  /** "" where the platform does not say */
  messageId: string;
  toBot: boolean;
  /** the person who wrote it, where the platform says */
  from?: Sender;
  /** what it holds, where the platform says */
  media?: Media;
  /** the words of ours that it quotes, which may be cut short: all that some platforms say of which message it was */
  words?: string;
}

export interface MessageEvent extends EventBase {
  kind: "message";
  /** identity of the message within the chat */
  messageId: string;
  /** null: the platform does not say (an export's null from_id) */
  sender: Sender | null;
  /** text or caption; "" for media alone */
  text: string;
  media?: Media;
  /** the file that came with it, where the platform's bot can bring it (`Bot.fetchFile`) */
  file?: FileRef;
  /** messages that were sent together, as an album, have the same here */
  album?: string;
  /** the message that this one answers */
  replyTo?: ReplyTo;
  /** the bot is addressed by mention */
  mentionsBot: boolean;
  /** members named by mention, in order */
  mentions: { id?: string; username?: string; name: string }[];
  /** forwarded, or sent through another bot: counts as a message, never commands */
  forwarded: boolean;
}

/** Not counted again; wakes features that show what was said. */
export interface EditEvent extends EventBase {
  kind: "edit";
  messageId: string;
  sender: Sender | null;
  text: string;
  /** it answers a message of ours */
  toBot?: true;
}

/** A message was taken back (WeChat recall). */
export interface RecallEvent extends EventBase {
  kind: "recall";
  messageId: string;
}

/** One person came or went: a service message that adds five people gives five events. */
export interface PassageEvent extends EventBase {
  kind: "join" | "leave";
  /** absent when known from a change of membership instead of a message */
  messageId?: string;
  /** null: only the name is known */
  member: Sender | null;
  memberName: string;
  /** who invited or removed, where known */
  by?: Sender;
}

export interface ButtonEvent extends EventBase {
  kind: "button";
  sender: Sender;
  /** answer it with this, or the button spins */
  pressId: string;
  /** the message that bears the button; absent for very old ones */
  messageId?: string;
  data: string;
  /** a vote in a native poll: its person sees their choice there, and can be shown no notice */
  isVote?: true;
}

export interface ReactionEvent extends EventBase {
  kind: "reaction";
  messageId: string;
  sender: Sender | null;
  added: string[];
  removed: string[];
}

export interface PollAnswerEvent extends EventBase {
  kind: "pollAnswer";
  pollId: string;
  sender: Sender;
  /** indices; empty = vote withdrawn */
  options: number[];
}

/** Something happened to the bot itself in this chat. */
export interface BotStatusEvent extends EventBase {
  kind: "botStatus";
  /** added: in as a plain member; admin: has rights; removed: out; blocked/unblocked: private chat */
  status: "added" | "admin" | "removed" | "blocked" | "unblocked";
  by?: Sender;
}

/** The group lives on under another id. */
export interface MigrationEvent extends EventBase {
  kind: "migrated";
  toChatId: string;
}

export interface TitleEvent extends EventBase {
  kind: "title";
  title: string;
}

export type ChatEvent =
  | MessageEvent
  | EditEvent
  | RecallEvent
  | PassageEvent
  | ButtonEvent
  | ReactionEvent
  | PollAnswerEvent
  | BotStatusEvent
  | MigrationEvent
  | TitleEvent;

export type EventKind = ChatEvent["kind"];
