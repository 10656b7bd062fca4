import { isUtf8 } from "node:buffer";

/** Where bytes stop being UTF-8: the line and the character in it, both from 1; null where all of them are. */
export function notUtf8(bytes: Uint8Array): { line: number; character: number } | null {
  if (isUtf8(bytes)) return null;
  let from = 0;
  for (let line = 1; ; line++) {
    const end = bytes.indexOf(0x0a, from);
    const own = bytes.subarray(from, end < 0 ? bytes.length : end);
    if (end < 0 || !isUtf8(own)) return { line, character: new TextDecoder().decode(own).indexOf("\uFFFD") + 1 };
    from = end + 1;
  }
}

/**
 * A text however programs here write one: UTF-8, UTF-16 with its mark, or what office programs in China call ANSI
 * (GBK); null = none of these. Others that would read as that have hardly a common character of it.
 */
export function decoded(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (isUtf8(bytes)) return new TextDecoder().decode(bytes);
  return isChinese(bytes) ? new TextDecoder("gb18030").decode(bytes) : null;
}

/** Of the characters of two bytes this share are in GB 2312, and of its Han characters among the common ones. */
const leastShare = 0.8;

function isChinese(bytes: Uint8Array): boolean {
  let [pairs, known, han, common] = [0, 0, 0, 0];
  for (let i = 0; i < bytes.length; i++) {
    const [lead, trail] = [bytes[i] ?? 0, bytes[i + 1] ?? 0];
    if (lead < 0x80) continue;
    i++;
    if (trail < 0x40) return false;
    pairs++;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) known++;
    if (lead >= 0xb0 && lead <= 0xf7) han++;
    if (lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1) common++;
  }
  return known >= leastShare * pairs && common >= leastShare * han && han > 0;
}
