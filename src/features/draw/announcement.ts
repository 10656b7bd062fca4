import { parseBeaconName } from "./beacon.ts";
import { schemeName } from "./scheme.ts";

export interface Prize {
  count: number;
  name: string;
}

/** What a draw fixes before anybody enters. */
export interface Announcement {
  /** 1 to 64 of A–Z a–z 0–9 . _ - */
  id: string;
  /** "platform:chat", as in "tg:-1001234567890" */
  group: string;
  /** in the order of the places; their counts add up to the winners */
  prizes: readonly Prize[];
  winners: number;
  alternates: number;
  /** whole second at which entries close, by the platform's dates of messages */
  closeAt: Date;
  /** the random value that does not exist yet, by name: see beacon.ts */
  beacon: string;
  /** how weights are found, in words */
  weight: string;
  /** who cannot enter, in words */
  exclude: string;
  /** saltHash of the draw's salt */
  salt: string;
  /** H of the notice as posted; every real draw has one */
  notice?: string;
}

const fields = ["id", "group", "prizes", "winners", "alternates", "close", "beacon", "weight", "exclude", "salt"];
const maxPlaces = 1_000_000;

/** Something in an announcement is not as the scheme has it; `field` names the line. */
export class AnnouncementError extends RangeError {
  override name = "AnnouncementError";
  readonly field: string;
  constructor(field: string, message: string) {
    super(`${field}: ${message}`);
    this.field = field;
  }
}

/**
 * The text that is hashed and published.
 *
 * @throws AnnouncementError naming the field that cannot stand in an announcement
 */
export function announcementText(announcement: Announcement): string {
  const { prizes, closeAt, ...rest } = announcement;
  if (prizes.some(({ name }) => name.includes(";"))) throw new AnnouncementError("prizes", 'a name cannot have ";"');
  const values: Record<string, string | number> = {
    ...rest,
    prizes: prizes.map(({ count, name }) => `${count}x${name}`).join(";"),
    close: formatInstant(closeAt),
  };
  const names = rest.notice === undefined ? fields : [...fields, "notice"];
  const text = [schemeName, ...names.map((name) => `${name}=${printable(name, String(values[name]))}`)].join("\n");
  parseAnnouncement(text);
  return text;
}

/**
 * Reads the text of an announcement, as strictly as it is written: these lines, this order.
 *
 * @throws AnnouncementError naming the line that is wrong
 */
export function parseAnnouncement(text: string): Announcement {
  const read = readLines(text);
  const prizes = parsePrizes(read("prizes"));
  const winners = wholeNumber("winners", read("winners"), 1);
  const promised = prizes.reduce((sum, prize) => sum + prize.count, 0);
  if (promised !== winners) {
    throw new AnnouncementError(
      "prizes",
      `there are ${promised} prizes for ${winners} winners; the numbers must agree`,
    );
  }
  const beacon = read("beacon");
  if (!parseBeaconName(beacon)) throw new AnnouncementError("beacon", "this is no drand, numbers or seed beacon");
  const notice = read("notice", true);
  return {
    id: matching("id", read("id"), /^[A-Za-z0-9._-]{1,64}$/, "use 1 to 64 letters, digits, dots, dashes"),
    group: matching("group", read("group"), /^[a-z]+:.+$/u, "write platform:chat"),
    prizes,
    winners,
    alternates: wholeNumber("alternates", read("alternates"), 0),
    closeAt: instant(read("close")),
    beacon,
    weight: read("weight"),
    exclude: read("exclude"),
    salt: matching("salt", read("salt"), /^[0-9a-f]{64}$/, "this is no SHA-256 in hex"),
    ...(notice && { notice: matching("notice", notice, /^[0-9a-f]{64}$/, "this is no SHA-256 in hex") }),
  };
}

/** A reader of the fields by name, once the lines have been found to be the right ones in the right order. */
function readLines(text: string): (name: string, optional?: boolean) => string {
  const [first, ...lines] = text.split("\n");
  if (first !== schemeName) throw new AnnouncementError("scheme", `the first line is not ${schemeName}`);
  const expected = lines.length > fields.length ? [...fields, "notice"] : fields;
  if (lines.length > expected.length) throw new AnnouncementError("end", "there are more lines than the scheme has");
  const values = new Map<string, string>();
  for (const [index, name] of expected.entries()) {
    const line = lines[index] ?? "";
    if (!line.startsWith(`${name}=`)) throw new AnnouncementError(name, `line ${index + 2} is not "${name}=…"`);
    values.set(name, printable(name, line.slice(name.length + 1)));
  }
  return (name) => values.get(name) ?? "";
}

/**
 * Control characters and line breaks could make one text look like another, and a lone surrogate
 * hashes like any other lone surrogate: none of them can stand in what everybody must read alike.
 */
function printable(name: string, value: string): string {
  if (value === "") throw new AnnouncementError(name, "is empty");
  if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(value))
    throw new AnnouncementError(name, "has a character that cannot be seen");
  return value;
}

function parsePrizes(value: string): Prize[] {
  return value.split(";").map((part) => {
    const match = /^([1-9]\d{0,6})x(.+)$/u.exec(part);
    if (!match) throw new AnnouncementError("prizes", 'write each prize as "2xname", with ";" between them');
    return { count: Number(match[1]), name: match[2] ?? "" };
  });
}

function wholeNumber(name: string, value: string, least: number): number {
  const number = Number(value);
  if (!/^(0|[1-9]\d{0,6})$/.test(value) || number < least || number > maxPlaces) {
    throw new AnnouncementError(name, `is not a whole number from ${least} to ${maxPlaces}`);
  }
  return number;
}

function matching(name: string, value: string, form: RegExp, message: string): string {
  if (!form.test(value)) throw new AnnouncementError(name, message);
  return value;
}

function instant(value: string): Date {
  const at = parseInstant(value);
  if (!at) throw new AnnouncementError("close", "write the instant as 2026-11-20T12:00:00Z");
  return at;
}

/** "2026-11-20T12:00:00Z": instants in announcement and receipt, always UTC and whole seconds. */
export const formatInstant = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, "Z");

/** The instant of a text in exactly that form, or null. */
export function parseInstant(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return null;
  const at = new Date(text);
  // February 30 parses to March: only a text that comes back the same is an instant
  return !Number.isNaN(at.getTime()) && formatInstant(at) === text ? at : null;
}
