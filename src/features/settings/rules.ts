import { text as words, type Text } from "../../core/text.ts";

const on = words({ zh: "开", en: "on" });
const off = words({ zh: "关", en: "off" });

/** A value as people read it. */
export function shown(value: unknown): Text {
  if (typeof value === "boolean") return value ? on : off;
  const plain = typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
  return words({ zh: plain, en: plain });
}
