/**
 * The parts of the Bot API's objects that Hearth reads, as https://core.telegram.org/bots/api
 * describes them. Telegraf's own types stop at Bot API 7.1 and are unions so fine that
 * reading a field of "any message" takes a cast; these are written for reading.
 */

export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  /** IETF language tag */
  language_code?: string;
  /** getMe only: false = privacy mode hides plain group messages */
  can_read_all_group_messages?: boolean;
}

export interface Chat {
  id: number;
  type: "private" | "group" | "supergroup" | "channel";
  title?: string;
  username?: string;
  first_name?: string;
  last_name?: string;
}

export interface Entity {
  type: string;
  /** in UTF-16 code units */
  offset: number;
  length: number;
  /** text_mention: a member without a username */
  user?: User;
}

/** A general file; file_name and file_size are as its sender's program told. */
export interface Document {
  file_id: string;
  file_name?: string;
  file_size?: number;
}

export interface Message {
  message_id: number;
  /** Unix seconds; 0 = an inaccessible message */
  date: number;
  edit_date?: number;
  chat: Chat;
  from?: User;
  /** the channel or group a message is sent on behalf of */
  sender_chat?: Chat;
  message_thread_id?: number;
  is_topic_message?: boolean;
  reply_to_message?: Message;
  text?: string;
  caption?: string;
  document?: Document;
  /** of an album */
  media_group_id?: string;
  entities?: Entity[];
  caption_entities?: Entity[];
  via_bot?: User;
  forward_origin?: unknown;
  /** servers older than Bot API 7.0 */
  forward_date?: number;
  new_chat_members?: User[];
  left_chat_member?: User;
  new_chat_title?: string;
  migrate_to_chat_id?: number;
  migrate_from_chat_id?: number;
  /** what makes it a photo, a sticker …: see `mediaFields` in decode.ts */
  [field: string]: unknown;
}

export interface Membership {
  status: "creator" | "administrator" | "member" | "restricted" | "left" | "kicked";
  user: User;
  /** restricted only */
  is_member?: boolean;
  can_send_messages?: boolean;
}

export interface MembershipChange {
  chat: Chat;
  from: User;
  date: number;
  old_chat_member: Membership;
  new_chat_member: Membership;
}

export interface CallbackQuery {
  id: string;
  from: User;
  message?: Message;
  data?: string;
}

export interface Reaction {
  type: string;
  emoji?: string;
  custom_emoji_id?: string;
}

export interface ReactionChange {
  chat: Chat;
  message_id: number;
  user?: User;
  actor_chat?: Chat;
  date: number;
  old_reaction: Reaction[];
  new_reaction: Reaction[];
}

export interface PollAnswer {
  poll_id: string;
  voter_chat?: Chat;
  user?: User;
  option_ids: number[];
}

/** At most one of the optional fields is present. */
export interface Update {
  update_id: number;
  message?: Message;
  edited_message?: Message;
  callback_query?: CallbackQuery;
  message_reaction?: ReactionChange;
  poll_answer?: PollAnswer;
  my_chat_member?: MembershipChange;
  chat_member?: MembershipChange;
}

/**
 * What we ask for, by name: Telegram leaves `chat_member` and `message_reaction` out unless they
 * are listed, and keeps the list of the last program that asked.
 */
export const allowedUpdates = [
  "message",
  "edited_message",
  "callback_query",
  "message_reaction",
  "poll_answer",
  "my_chat_member",
  "chat_member",
] as const satisfies (keyof Update)[];
