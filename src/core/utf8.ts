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
