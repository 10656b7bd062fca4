/** What of a file is no entry, and why. */
export interface Unreadable {
  place: string;
  problem: string;
  /** whose value is missing or wrong; absent = it is not about one */
  field?: string;
  /** why it cannot be read, where that is known */
  fault?: FileFault;
}

/** notUtf8: its letters are written in a way that is not known; locked: under a password; noText: pictures of text, if anything; damaged: it is not what its name says; noHead: a table without names of columns; of one line: notAnEntry, noField, columns */
export type FileFault =
  | "notUtf8"
  | "damaged"
  | "locked"
  | "noText"
  | "empty"
  | "notAList"
  | "notYaml"
  | "notAnEntry"
  | "noField"
  | "columns"
  | "noHead"
  | "tooSlow"
  | "tooMuch";
