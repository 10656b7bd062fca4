const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const SPACE = 0x20;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** An entry larger than this is damage; it is passed over without being held in memory. */
const ENTRY_LIMIT = 16 * 1024 * 1024;

/** `list`: a list of entries begins in an object with these plain fields. `entry`: the text of one object of it. */
export type Scanned =
  | { kind: "list"; fields: ReadonlyMap<string, unknown> }
  | { kind: "entry"; text: string; offset: number }
  | { kind: "damaged"; offset: number };

interface Frame {
  isArray: boolean;
  /** keys from the root to here; "*" for an element of an array */
  path: string;
  /** the key whose value comes next; null before a key */
  key: string | null;
  fields: Map<string, unknown>;
  isList: boolean;
}

/**
 * Finds the entries of a large JSON document without reading it whole: the objects in those arrays
 * whose path (`messages`, `chats.list.*.messages`) is asked for. It looks only for the bounds of an
 * entry and leaves its inside to JSON.parse. A damaged entry does not take the next one with it: no
 * string may hold a raw line break, and in an indented document an object at an entry's own indent
 * is the next entry.
 */
export class JsonScanner {
  readonly #isList: (path: string) => boolean;
  readonly #stack: Frame[] = [];
  #buffer: Buffer = Buffer.alloc(0);
  /** offset of #buffer[0] in the document */
  #base = 0;
  #position = 0;
  /** first byte still needed, or -1 */
  #mark = -1;
  #mode: "outside" | "string" | "scalar" | "entry" | "over" = "outside";
  #started = false;
  /** spaces since the line began; -1 once something else stood there */
  #column = 0;
  // of the entry being passed
  #depth = 0;
  #inString = false;
  #indent = -1;
  #broken = false;
  #entryOffset = 0;

  constructor(isList: (path: string) => boolean) {
    this.#isList = isList;
  }

  /** Takes the next bytes and tells what was found in them. */
  feed(chunk: Buffer): Scanned[] {
    const found: Scanned[] = [];
    const keep = this.#mark >= 0 ? this.#mark : Math.min(this.#position, this.#buffer.length);
    const kept = this.#buffer.subarray(keep);
    this.#buffer = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    this.#base += keep;
    this.#position -= keep;
    if (this.#mark >= 0) this.#mark = 0;
    while (this.#position < this.#buffer.length && this.#mode !== "over") {
      if (this.#mode === "entry") this.#passEntry(found);
      else if (this.#mode === "string") this.#passString();
      else if (this.#mode === "scalar") this.#passScalar();
      else this.#passOutside(found);
    }
    if (this.#mode === "over") this.#position = this.#buffer.length;
    return found;
  }

  /** Whether the document was complete; what follows it does not matter. */
  get isComplete(): boolean {
    return this.#mode === "over";
  }

  /** How many bytes have been looked at. */
  get offset(): number {
    return this.#base + Math.min(this.#position, this.#buffer.length);
  }

  #passOutside(found: Scanned[]): void {
    const byte = this.#buffer[this.#position]!;
    const top = this.#stack.at(-1);
    if (byte === NEWLINE) this.#column = 0;
    else if (byte === SPACE && this.#column >= 0) this.#column += 1;
    switch (byte) {
      case OPEN_OBJECT:
        if (top?.isList) return this.#beginEntry();
        this.#open(false, found);
        break;
      case OPEN_ARRAY:
        this.#open(true, found);
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        this.#close(byte === CLOSE_ARRAY, found);
        break;
      case QUOTE:
        this.#mark = this.#position;
        this.#mode = "string";
        break;
      case COMMA:
        if (top && !top.isArray) top.key = null;
        break;
      default:
        if (byte > SPACE && byte !== COLON) {
          this.#mark = this.#position;
          this.#mode = "scalar";
          return;
        }
    }
    if (byte > SPACE) this.#column = -1;
    this.#position += 1;
  }

  #open(isArray: boolean, found: Scanned[]): void {
    const top = this.#stack.at(-1);
    const step = top?.isArray ? "*" : (top?.key ?? "");
    const path = top?.path ? `${top.path}.${step}` : step;
    const isList = isArray && this.#isList(path);
    if (isList && top) found.push({ kind: "list", fields: top.fields });
    this.#started = true;
    this.#stack.push({ isArray, path, key: null, fields: new Map(), isList });
  }

  #close(isArray: boolean, found: Scanned[]): void {
    if (this.#stack.at(-1)?.isArray !== isArray) {
      found.push({ kind: "damaged", offset: this.#base + this.#position });
      return;
    }
    this.#stack.pop();
    if (this.#stack.length === 0 && this.#started) this.#mode = "over";
  }

  #passString(): void {
    let at = Math.max(this.#position, this.#mark + 1);
    for (; at < this.#buffer.length; at += 1) {
      const byte = this.#buffer[at];
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE || byte === NEWLINE) break;
    }
    this.#position = at;
    if (at >= this.#buffer.length) return;
    this.#take(this.#buffer.toString("utf8", this.#mark, at + 1));
    this.#position = at + 1;
  }

  #passScalar(): void {
    let at = this.#position;
    for (; at < this.#buffer.length; at += 1) {
      const byte = this.#buffer[at]!;
      if (byte <= SPACE || byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) break;
    }
    this.#position = at;
    if (at >= this.#buffer.length) return;
    this.#take(this.#buffer.toString("utf8", this.#mark, at));
  }

  /** A string or scalar is complete: a key, or the value of one. */
  #take(text: string): void {
    this.#mark = -1;
    this.#mode = "outside";
    this.#column = -1;
    const top = this.#stack.at(-1);
    if (!top || top.isArray) return;
    const value = parseSanitised(text);
    if (top.key !== null) top.fields.set(top.key, value);
    else if (typeof value === "string") top.key = value;
  }

  #beginEntry(): void {
    this.#mode = "entry";
    this.#mark = this.#position;
    this.#entryOffset = this.#base + this.#position;
    this.#indent = this.#column;
    this.#column = -1;
    this.#depth = 1;
    this.#inString = false;
    this.#broken = false;
    this.#position += 1;
  }

  /** The one loop that sees every byte: kept flat, on local variables, because it decides the speed. */
  #passEntry(found: Scanned[]): void {
    const buffer = this.#buffer;
    let at = this.#position;
    let depth = this.#depth;
    let inString = this.#inString;
    let column = this.#column;
    for (; at < buffer.length && depth > 0; at += 1) {
      const byte = buffer[at];
      if (inString) {
        if (byte === BACKSLASH) at += 1;
        else if (byte === QUOTE) inString = false;
        else if (byte === NEWLINE) {
          inString = false;
          this.#broken = true;
          column = 0;
        }
        continue;
      }
      if (byte === SPACE) {
        if (column >= 0) column += 1;
        continue;
      }
      if (byte === NEWLINE) {
        column = 0;
        continue;
      }
      if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT) {
        if (column === this.#indent && column > 0) break;
        depth += 1;
      } else if (byte === CLOSE_OBJECT) depth -= 1;
      column = -1;
    }
    this.#position = at;
    this.#depth = depth;
    this.#inString = inString;
    this.#column = column;
    if (depth === 0) this.#endEntry(found);
    else if (at < buffer.length) this.#restartEntry(found);
    else if (at - this.#mark > ENTRY_LIMIT) {
      this.#broken = true;
      this.#mark = buffer.length;
    }
  }

  #endEntry(found: Scanned[]): void {
    const offset = this.#entryOffset;
    if (this.#broken) found.push({ kind: "damaged", offset });
    else found.push({ kind: "entry", text: this.#buffer.toString("utf8", this.#mark, this.#position), offset });
    this.#mark = -1;
    this.#mode = "outside";
    this.#column = -1;
  }

  /** An entry begins where the last one had not ended. */
  #restartEntry(found: Scanned[]): void {
    found.push({ kind: "damaged", offset: this.#entryOffset });
    this.#beginEntry();
  }
}

/**
 * JSON.parse for Telegram Desktop's JSON, which writes control characters as `\x1F`; `undefined` when it is not JSON.
 * An escaped backslash followed by "x1F" is a text of three letters and stays.
 */
export function parseSanitised(text: string): unknown {
  try {
    return JSON.parse(text.includes("\\x") ? text.replace(/\\(?:x([0-9A-Fa-f]{2})|[^])/g, unicodeEscape) : text);
  } catch {
    return undefined;
  }
}

function unicodeEscape(all: string, hex: string | undefined): string {
  return hex === undefined ? all : `\\u00${hex}`;
}
