import { existsSync } from "node:fs";
import { Complaint } from "../../core/errors.ts";

/** A letter to somebody outside the chats. */
export interface Letter {
  /** the same for a repeat: who keeps letters by it shows one */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Ways out of the house beside the chats, and the font of pictures; each absent where nobody configured it. */
export interface Office {
  mail?: (letter: Letter) => Promise<void>;
  /** posts the digest as JSON; the id is the same for a repeat */
  webhook?: (id: string, body: string) => Promise<void>;
  /** keeps the page under this name */
  folder?: (name: string, page: string) => Promise<void>;
  font?: string;
}

/** Where systems keep a font with Chinese; the first that is there is taken. */
const usualFonts = [
  "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
  "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
  "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
  "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
  "/System/Library/Fonts/PingFang.ttc",
  "/System/Library/Fonts/Hiragino Sans GB.ttc",
  "/System/Library/Fonts/STHeiti Light.ttc",
  "C:\\Windows\\Fonts\\msyh.ttc",
  "C:\\Windows\\Fonts\\simsun.ttc",
];

/** A font with Chinese on this machine, or null. */
export const lookForFont = (): string | null => usualFonts.find((file) => existsSync(file)) ?? null;

/**
 * The font of pictures.
 * @throws Complaint when the named one is not there, or none with Chinese is found
 */
export function findFont(named?: string): string {
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new Complaint({
      zh: `没有字体文件“${named}”；用 --font 或 HEARTH_FONT 给一个 TTF、OTF 或 TTC 文件`,
      en: `the font "${named}" is not there; name a TTF, OTF or TTC file with --font or HEARTH_FONT`,
    });
  }
  const found = lookForFont();
  if (found) return found;
  throw new Complaint({
    zh: "这台机器上没有中文字体，画不了图；装一个（Debian：apt install fonts-noto-cjk），或用 --font、HEARTH_FONT 给一个",
    en: "no font with Chinese is on this machine, so there is no picture; install one (Debian: apt install fonts-noto-cjk) or name one with --font or HEARTH_FONT",
  });
}
