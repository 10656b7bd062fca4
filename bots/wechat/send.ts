import {
  type Bot,
  type CopyOf,
  type Outgoing,
  PlatformRefusal,
  PlatformSilence,
  type Sent,
} from "../../src/core/bot.ts";
import { pictureOrWords } from "../../src/core/picture.ts";
import { splitText } from "../../src/core/split.ts";
import { clean } from "./clean.ts";
import type { FileBox, FileBoxModule, Puppet } from "./wire.ts";

/**
 * WeChat publishes no limit; its clients cut at about 16 KB, and the web protocol refuses from about
 * 5,000 characters on. Texts this long are not read in a group anyway.
 */
export const textLimit = 2_000;

type Sender = Pick<Puppet, "messageSendText" | "messageSendFile" | "messageForward">;
type Part = { text: string } | { file: FileBox } | { copyOf: CopyOf };

/** Links in what nobody asked for are what accounts are reported for. */
const link = /https?:\/\/|www\.\w/i;

/**
 * Sends one message in as many parts as it takes, and resolves with the id of the last, where the
 * puppet gives one. Once a part has gone out, a failure leaves the message neither sent nor unsent.
 *
 * @throws PlatformRefusal | PlatformSilence
 */
export async function send(
  puppet: Sender,
  files: FileBoxModule["FileBox"],
  chat: Parameters<Bot["send"]>[0],
  message: Outgoing,
  signal: AbortSignal,
): Promise<Sent> {
  const parts = await partsOf(message, files);
  let id: string | void = undefined;
  for (const [index, part] of parts.entries()) {
    if (signal.aborted) throw stopped(index);
    try {
      id = await sendPart(puppet, chat.id, part);
    } catch (error) {
      throw failureOf(error, index);
    }
  }
  return typeof id === "string" && id !== "" ? { messageId: id } : {};
}

async function sendPart(puppet: Sender, chatId: string, part: Part): Promise<string | void> {
  if ("text" in part) return puppet.messageSendText(chatId, part.text);
  if ("file" in part) return puppet.messageSendFile(chatId, part.file);
  const { messageId, otherwise } = part.copyOf;
  try {
    return await puppet.messageForward(chatId, messageId);
  } catch (error) {
    if (isLoggedOut(error)) throw error;
    // a puppet sends on what it remembers, and not every puppet every kind
    return puppet.messageSendText(chatId, otherwise);
  }
}

async function partsOf(message: Outgoing, files: FileBoxModule["FileBox"]): Promise<Part[]> {
  const text = clean(message.text);
  if (message.unasked && link.test(text)) {
    throw new PlatformRefusal(
      "rejected",
      "a message nobody asked for holds a link: on WeChat that puts the account at risk",
    );
  }
  const parts: Part[] = splitText(text, textLimit).map((words) => ({ text: words }));
  // before the words: a reply to the message is to what its last part says
  if (message.copyOf) parts.unshift({ copyOf: message.copyOf });
  if (message.picture) {
    const { png, alt } = message.picture;
    const picture = await pictureOrWords(png).catch(() => {
      throw new PlatformRefusal("rejected", `the picture "${alt}" is not at ${png}`);
    });
    parts.push(typeof picture === "string" ? { text: picture } : { file: files.fromBuffer(picture, "picture.png") });
  }
  if (message.file) parts.push({ file: files.fromBuffer(Buffer.from(message.file.content), message.file.name) });
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
  if (partsSent > 0) return new PlatformSilence(`part ${partsSent + 1} failed after the first was sent: ${what}`);
  if (isLoggedOut(error)) {
    return new PlatformRefusal("rateLimited", `WeChat: ${what}`, { retryAfterMs: 15_000 });
  }
  if (/not (?:your )?friend|开启了朋友验证|blacklist|被对方拒收/i.test(what))
    return new PlatformRefusal("blocked", `WeChat: ${what}`);
  return new PlatformSilence(`WeChat did not answer: ${what}`);
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const isLoggedOut = (error: unknown): boolean =>
  /not (?:logged in|login)|no grpc manager|NO CLIENT/i.test(wordsOf(error));
