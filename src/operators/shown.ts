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

/** A setting's value as people read it. */
export function shown(value: unknown): Text {
  if (typeof value === "boolean") return value ? on : off;
  const plain = flat(value).replace(/\s+/gu, " ");
  return plain === "" ? nothing : always(plain);
}
