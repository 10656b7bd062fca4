import { boldMark } from "./outline.ts";

/** Rows of Markdown, and what a reader sees of them. */
const seen: readonly [written: RegExp, shown: string][] = [
  // what heads the file for programs, and what its writers say to one another
  [/^---\n[\s\S]*?\n(?:---|\.\.\.)\n/u, ""],
  [/<!--[\s\S]*?-->/gu, ""],
  [/^([^\n|#>-].*)\n=+[ \t]*$/gmu, "# $1"],
  [/^([^\n|#>-].*)\n-{2,}[ \t]*$/gmu, "## $1"],
  [/^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*\n/gmu, ""],
  [/^[ \t]*\|[ \t]*(.*?)[ \t]*\|[ \t]*$/gmu, "$1"],
  [/^(#{1,6} .*?)[ \t]+#+[ \t]*$/gmu, "$1"],
  [/^[ \t]*\*\*([^*\n]+)\*\*[:：]?[ \t]*$/gmu, `${boldMark}$1`],
  [/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/gu, "$2"],
  [/`([^`\n]+)`/gu, "$1"],
  [/!\[([^\]\n]*)\]\((\S+?)(?: [^)\n]*)?\)/gu, "$1 $2"],
  // an answer that says "here" is none without where that leads
  [/\[([^\]\n]+)\]\((https?:\S+?)(?: [^)\n]*)?\)/gu, "$1 $2"],
  [/\[([^\]\n]+)\]\([^)\n]*\)/gu, "$1"],
  [/<(https?:[^>\s]+)>/gu, "$1"],
  [/^> ?/gmu, ""],
  [/^([ \t]*)[*+] /gmu, "$1- "],
  [/\\([\\`*_{}[\]()#+.!|>-])/gu, "$1"],
];
const fence = /^[ \t]*(```+|~~~+)[^\n]*\n([\s\S]*?)\n[ \t]*\1[ \t]*$/gmu;

/** Markdown as a reader sees it, but for its headings; what is fenced off is taken word for word, and has none. */
export function markdownText(written: string): string {
  const plain = written
    .replace(/\r\n?/gu, "\n")
    .replace(fence, (_, _sign, code: string) => code.replace(/^/gmu, "    "));
  return seen.reduce((text, [sign, shown]) => text.replace(sign, shown), plain);
}
