import { distance } from "fastest-levenshtein";
import { lookupForm, type CommandTable } from "../core/commands.ts";
import type { EventCtx } from "../core/context.ts";
import { fill, type Text } from "../core/text.ts";
import { may } from "../members/person.ts";
import { text } from "./text.ts";

/** Longer words are talk. */
const wordLimit = 24;

/**
 * What to say in private to a word that means nothing: the nearest command this person may use, or,
 * when it was clearly meant as a command, where to look. null = it is talk.
 */
export function hintFor(said: string, commands: CommandTable, ctx: EventCtx): Text | null {
  const clean = said.normalize("NFKC").trim();
  const isSlashed = clean.startsWith("/");
  const word = lookupForm(clean.replace(/^\//, "").split(/[\s@]/u)[0] ?? "");
  if (word === "" || word.length > wordLimit || (!isSlashed && /\s/u.test(clean))) return null;
  const words = [...commands.words()];
  // a command's name without its slash is that command; "stop" is no slip of "top"
  const isExact = words.some(([known]) => known === word);
  const near = words
    .filter(([, { command }]) => command.listed !== false && may(ctx.member?.role ?? null, command.who))
    .map(([known, { command }]) => ({ known, command, away: distance(word, known) }))
    .filter(({ known, away }) => (isExact ? away === 0 && !isSlashed : away <= tolerance(known)))
    .sort((one, other) => one.away - other.away)[0];
  if (!near) return isSlashed ? text.unknownCommand : null;
  const isSpoken = near.command.aliases.some((alias) => lookupForm(alias) === near.known);
  return fill(text.didYouMean, { word: isSpoken && ctx.language === "zh" ? near.known : `/${near.command.name}` });
}

/** One slip in a short word, two in a long one; a word of one character has no slips. */
function tolerance(word: string): number {
  if (word.length < 2) return 0;
  return word.length < 6 ? 1 : 2;
}
