import { text as words, type Text } from "../core/text.ts";

const on = words({ zh: "开", en: "on" });
const off = words({ zh: "关", en: "off" });

const listed = words({ zh: "见导出", en: "see the export" });

/** A setting's value as people read it. */
export function shown(value: unknown): Text {
  if (typeof value === "boolean") return value ? on : off;
  if (typeof value === "object") return listed;
  const plain = (typeof value === "string" ? value : JSON.stringify(value)).replace(/\s+/gu, " ");
  return words({ zh: plain, en: plain });
}
