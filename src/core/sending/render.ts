import type { Capabilities, Outgoing } from "../bot.ts";
import { text, type Language } from "../text.ts";

const replyWithNumber = text({ zh: "回复数字选择", en: "Reply with a number" });
const repeated = text({ zh: "（重发）", en: "(repeat) " });

/**
 * A message as a platform can show it. Where there are no buttons they are numbered into the text,
 * row by row. Nothing is shortened or split: that is the adapter's part.
 */
export function render(message: Outgoing, capabilities: Capabilities, language: Language): Outgoing {
  const { buttons, ...plain } = message;
  if (capabilities.buttons || !buttons) return message;
  let number = 0;
  const lines = buttons
    .filter((row) => row.length > 0)
    .map((row) => row.map((button) => `${++number}. ${button.label}`).join("  "));
  if (lines.length === 0) return plain;
  const choices = [...lines, replyWithNumber[language]()].join("\n");
  return { ...plain, text: plain.text === "" ? choices : `${plain.text}\n\n${choices}` };
}

/** A message that may have arrived before says so. */
export function markRepeat(message: Outgoing, language: Language): Outgoing {
  return { ...message, text: repeated[language]() + message.text };
}
