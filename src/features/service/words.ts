import type { Ctx } from "../../core/context.ts";

/**
 * What was written after the first words of a command, as it was written: arguments are read with
 * half-width signs and without line breaks, an answer for members must keep both.
 * @param count words to leave out, the command itself among them
 */
export function saidAfter(ctx: Ctx, count: number): string {
  const written = ctx.event.kind === "message" ? ctx.event.text : ctx.args;
  let rest = written.trim().replace(/^@[\p{L}\p{N}_]+[\s\u2005]+/u, "");
  for (let left = count; left > 0 && rest !== ""; left--) rest = rest.replace(/^\S+\s*/u, "");
  return rest.trim();
}

/** So many characters at most, the last of them "…" where something was left out. */
export function shorten(words: string, most: number): string {
  const all = Array.from(words);
  return all.length > most ? `${all.slice(0, most - 1).join("")}…` : words;
}
