import { type Bot, type Outgoing, PlatformRefusal, PlatformSilence, type Sent } from "../../src/core/bot.ts";
import { pictureOrWords } from "../../src/core/picture.ts";
import { splitText } from "../../src/core/split.ts";
import { languageFor } from "../../src/core/written.ts";
import { clean } from "./clean.ts";
import { riskIn } from "./risk.ts";
import { notTaken } from "./text.ts";
import type { FileBox, FileBoxModule, Puppet } from "./wire.ts";

/**
 * WeChat publishes no limit; its clients cut at about 16 KB, and the web protocol refuses from about
 * 5,000 characters on. Texts this long are not read in a group anyway.
 */
export const textLimit = 2_000;

/** Through what is sent, and who looks at what WeChat says in the place of sending. */
export interface Way {
  puppet: Pick<Puppet, "messageSendText" | "messageSendFile" | "messageForward">;
  files: FileBoxModule["FileBox"];
  tellRefusal(words: string): void;
}

/** `otherwise`: said in the place of what WeChat does not take. */
type Part = { text: string } | ({ otherwise: string } & ({ file: FileBox } | { forwards: string }));

/** Links in what nobody asked for are what accounts are reported for. */
const link = /https?:\/\/|www\.\w/i;

/**
 * Sends one message in as many parts as it takes, and resolves with an id, where the puppet gives one: of what is shown,
 * which a quote names by nothing else, else of the last words. In the place of a picture, a file or a copy that WeChat does not take, words are said. Once
 * a part has gone out, another failure leaves the message neither sent nor unsent.
 *
 * @throws PlatformRefusal | PlatformSilence
 */
export async function send(
  way: Way,
  chat: Parameters<Bot["send"]>[0],
  message: Outgoing,
  signal: AbortSignal,
): Promise<Sent> {
  const waiting = await partsOf(message, way.files);
  let sent = 0;
  let wordsId: string | void = undefined;
  let shownId: string | void = undefined;
  let without: string | undefined;
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    if (signal.aborted) throw stopped(sent);
    try {
      const id = await sendPart(way.puppet, chat.id, part);
      sent++;
      if ("text" in part) wordsId = id;
      else shownId = id;
    } catch (error) {
      const failure = failureOf(error, sent);
      way.tellRefusal(wordsOf(error));
      if ("text" in part || !isTaken(failure)) throw failure;
      without = wordsOf(error);
      sayInstead(waiting, part.otherwise);
    }
  }
  const messageId = shownId || wordsId;
  return { ...(messageId ? { messageId } : {}), ...(without ? { without } : {}) };
}

function sendPart(puppet: Way["puppet"], chatId: string, part: Part): Promise<string | void> {
  if ("text" in part) return puppet.messageSendText(chatId, part.text);
  return "file" in part ? puppet.messageSendFile(chatId, part.file) : puppet.messageForward(chatId, part.forwards);
}

/** Below the words that go with it, where they are still to be sent. */
function sayInstead(waiting: Part[], otherwise: string): void {
  const last = waiting.findLast((part) => "text" in part);
  if (last && last.text.length + otherwise.length < textLimit) last.text += `\n${otherwise}`;
  else waiting.push({ text: otherwise });
}

async function partsOf(message: Outgoing, files: FileBoxModule["FileBox"]): Promise<Part[]> {
  const { copyOf, picture, file } = message;
  const text = clean(message.text);
  if (message.unasked && link.test(text)) {
    throw new PlatformRefusal(
      "rejected",
      "a message nobody asked for holds a link: on WeChat that puts the account at risk",
    );
  }
  const otherwise = notTaken[languageFor("zh", text)]();
  const parts: Part[] = splitText(text, textLimit).map((words) => ({ text: words }));
  // before the words: they tell what it is
  if (copyOf) parts.unshift({ forwards: copyOf.messageId, otherwise: copyOf.otherwise });
  if (picture) {
    const { png, alt } = picture;
    const found = await pictureOrWords(png).catch(() => {
      throw new PlatformRefusal("rejected", `the picture "${alt}" is not at ${png}`);
    });
    parts.push(
      typeof found === "string" ? { text: found } : { file: files.fromBuffer(found, "picture.png"), otherwise },
    );
  }
  if (file) parts.push({ file: files.fromBuffer(Buffer.from(file.content), file.name), otherwise });
  if (parts.length === 0) throw new PlatformRefusal("rejected", "the message is empty");
  return parts;
}

function stopped(partsSent: number): Error {
  if (partsSent > 0) return new PlatformSilence(`stopped after ${partsSent} parts of a message`);
  return new PlatformRefusal("rateLimited", "stopped before it was sent", { retryAfterMs: 1_000 });
}

/** A puppet that says why did not send; anything else may have sent. */
function failureOf(error: unknown, partsSent: number): Error {
  const what = wordsOf(error);
  if (partsSent === 0) {
    const retryAfterMs = isLoggedOut(error) ? 15_000 : riskIn(what) === null ? null : 60_000;
    if (retryAfterMs !== null) return new PlatformRefusal("rateLimited", `WeChat: ${what}`, { retryAfterMs });
    if (/not (?:your )?friend|开启了朋友验证|blacklist|被对方拒收/i.test(what))
      return new PlatformRefusal("blocked", `WeChat: ${what}`);
  }
  const where = partsSent > 0 ? `part ${partsSent + 1} failed after the first was sent` : "WeChat did not send it";
  const isError = !isLoggedOut(error) && !isCutOff(error) && riskIn(what) === null;
  return new PlatformSilence(`${where}: ${what}`, { isError });
}

/** The connection holds and the chat takes messages: it is this part that WeChat does not take. */
const isTaken = (failure: Error): boolean => failure instanceof PlatformSilence && failure.isError;

/** The first line: servers send the place in their program behind it. */
const wordsOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";

const isLoggedOut = (error: unknown): boolean =>
  /not (?:logged in|login)|no grpc manager|NO CLIENT/i.test(wordsOf(error));

/** gRPC's numbers for cancelled, deadline exceeded and unavailable; Node's own codes are words. */
function isCutOff(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === "string" || [1, 4, 14].includes(code as number) || /RST_STREAM/u.test(wordsOf(error));
}
