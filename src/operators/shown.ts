import { always, text as words, type Text } from "../core/text.ts";

const on = words({ zh: "开", en: "on" });
const off = words({ zh: "关", en: "off" });

const nothing = words({ zh: "（空）", en: "(empty)" });

/** What a value holds, in one line. */
function flat(value: unknown): string {
  if (Array.isArray(value)) return value.map(flat).join(" · ");
  if (typeof value === "object" && value !== null) return Object.values(value).map(flat).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** For `Command.auditWord`: what of the words kept is Chinese to Chinese readers. */
export function wordsKept(chinese: Readonly<Record<string, string>>): (word: string) => Text | undefined {
  const known = new Map(Object.entries(chinese));
  return (word) => {
    const zh = known.get(word);
    return zh === undefined ? undefined : words({ zh, en: word });
  };
}

/** A setting's value as people read it. */
export function shown(value: unknown): Text {
  if (typeof value === "boolean") return value ? on : off;
  const plain = flat(value).replace(/\s+/gu, " ");
  return plain === "" ? nothing : always(plain);
}
