import type { ChatEvent, MessageEvent, PassageEvent } from "../core/event.ts";
import { digest, messageIdentity } from "../core/identity.ts";
import { dayMs, localTime } from "../core/time.ts";
import type { Place } from "../members/directory.ts";

/** One event as Record counts it. */
export interface CountRow {
  communityId: number;
  chatId: number;
  /** identity of the message or passage within its chat, as a uuid */
  identity: string;
  /** message of a person; message of a bot, channel or anonymous admin; join; leave */
  kind: "message" | "other" | "join" | "leave";
  memberId: number | null;
  at: Date;
  day: string;
  hour: number;
  /** clock minute that may score, −1 when this message cannot */
  minute: number;
  /** salted fingerprint of the text, to tell a repeated one */
  fingerprint: number;
  isReply: boolean;
  isQuestion: boolean;
  /** the other member whose message this one answers; null = it answers none, or of whom is not known */
  answersMember: number | null;
  /** that message asked something */
  answersQuestion: boolean;
  /** kept within the text window; null = not kept */
  text: string | null;
  /** for passages: known from a message, not from a change of membership */
  isMessage: boolean;
  /** for passages of a message: that it told of people by id, or (history) by name alone; null for all else */
  mark: string | null;
  /** the other of the two: when that was counted, this is the same told again */
  otherMark: string | null;
}

/** Identity of a message or passage within its chat, the same live and from an export. */
export function identityOf(event: MessageEvent | PassageEvent): string {
  if (event.kind === "message") return messageIdentity(event.messageId);
  const who = event.member ? `id\n${event.member.id}` : `name\n${event.memberName}`;
  const which = event.messageId ?? `at\n${event.at.getTime()}`;
  return digest(`${event.kind}\n${which}\n${who}`);
}

/**
 * An export names who was invited or removed without ids, while live every one of them has an id:
 * the same coming or going would have two identities. So each message that tells of passages is
 * marked by how it told of people, and what was told in the one way is not counted in the other.
 */
function marksOf(event: PassageEvent, isLive: boolean): Pick<CountRow, "mark" | "otherMark"> {
  // live, some people of one message may be known by name alone: they are others than those known by id
  if (event.messageId === undefined || (isLive && !event.member)) return noMarks;
  // people named alike in one message are numbered by the reader
  const which = event.messageId.replace(/#\d+$/, "");
  // "f" where a version of a uuid stands: never the identity of anything
  const mark = (how: string) => digest(`${event.kind}\n${which}\n${how}`).replace(/^(.{14})8/, "$1f");
  const [byId, byName] = [mark("by id"), mark("by name")];
  return event.member ? { mark: byId, otherMark: byName } : { mark: byName, otherMark: byId };
}
const noMarks = { mark: null, otherMark: null };

/** Chat points need a message of at least this many visible characters. */
const scoringLength = 4;

/** Whether a text is long enough to score: visible characters, white space left out. */
function isLongEnough(text: string): boolean {
  if (text.length < scoringLength) return false;
  // four letters, digits or Han at the beginning are most of what is said
  return plainStart.test(text) || visible.test(text);
}

const plainStart = new RegExp(`^[0-9A-Za-z\\u4e00-\\u9fff]{${scoringLength}}`);
const visible = new RegExp(`(?:[\\s\\p{Cf}\\p{Cc}]*[^\\s\\p{Cf}\\p{Cc}]){${scoringLength}}`, "u");

/** One step of FNV-1a over every UTF-16 code unit. */
function fnv(text: string, hash: number): number {
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash;
}

/** 31 bits of a salted FNV-1a hash: enough to see the same text twice in a row, useless outside. */
function fingerprintOf(text: string, salt: string): number {
  let begin = salted.get(salt);
  if (begin === undefined) salted.set(salt, (begin = fnv(salt, 0x811c9dc5)));
  return fnv(text, begin) & 0x7fffffff;
}

/** Hashes of the communities' salts, which are longer than most texts. */
const salted = new Map<string, number>();

const asking = /[?？吗呢嘛]/u;
const questionMark = /[?？]\s*$|[吗呢嘛][。.!！~～\s]*$/u;

/** Whether a text asks something, as far as its end shows. */
export function asks(text: string): boolean {
  // what ends a question is rare: most texts need no second look
  return asking.test(text) && questionMark.test(text);
}

export interface Countable {
  event: MessageEvent | PassageEvent;
  place: Place;
  memberId: number | null;
  /** known for live events only */
  isCommand: boolean;
}

/** The row an event is counted by. Live talk may earn chat points, history may not. */
export function toRow(countable: Countable, now: Date, isLive: boolean): CountRow {
  const { event, place, memberId } = countable;
  const { day, hour, minute } = localTime(event.at, place.timeZone);
  const isMessage = event.kind === "message";
  const { mark, otherMark } = isMessage ? noMarks : marksOf(event, isLive);
  const text = isMessage ? event.text : "";
  const canScore = isMessage && isLive && memberId !== null && !countable.isCommand && isLongEnough(text);
  const inWindow = place.textDays > 0 && event.at.getTime() > now.getTime() - place.textDays * dayMs;
  // spelt out: made of parts spread into one another it takes several times as long, and an import makes millions
  return {
    communityId: place.communityId,
    chatId: place.chatId,
    identity: identityOf(event),
    kind: isMessage ? (isPerson(event.sender) ? "message" : "other") : event.kind,
    memberId,
    at: event.at,
    day,
    hour,
    minute: canScore ? minute : -1,
    fingerprint: canScore ? fingerprintOf(text.trim(), place.salt) : 0,
    isReply: isMessage && event.replyTo !== undefined,
    isQuestion: isMessage && asks(text),
    answersMember: null,
    answersQuestion: false,
    text: inWindow && memberId !== null && text !== "" ? text : null,
    isMessage: isMessage || event.messageId !== undefined,
    mark,
    otherMark,
  };
}

/** An anonymous sender is a person, too; bots and channels are not. */
const isPerson = (sender: MessageEvent["sender"]): boolean => sender === null || sender.kind === "person";

/** An event that is counted: a message, or a person coming or going in a group. */
export function isCountable(event: ChatEvent): event is MessageEvent | PassageEvent {
  if (event.chat.kind === "private") return false;
  if (event.kind === "message") return true;
  return (event.kind === "join" || event.kind === "leave") && event.member?.kind !== "bot";
}
