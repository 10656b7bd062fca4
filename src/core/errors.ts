/** A sentence in both languages. */
export interface Saying {
  zh: string;
  en: string;
}

/**
 * Something a person must mend, said in one sentence: printed without a stack.
 * Anything else that reaches the top is a bug and is printed whole.
 */
export class Complaint extends Error {
  override name = "Complaint";
  readonly #zh: string;

  constructor(sentence: string | Saying, options?: ErrorOptions) {
    super(typeof sentence === "string" ? sentence : sentence.en, options);
    this.#zh = typeof sentence === "string" ? sentence : sentence.zh;
  }

  /** The sentence in both languages. */
  get saying(): Saying {
    return { zh: this.#zh, en: this.message };
  }

  /** The sentence as its reader wants it; `message` is the English one. */
  in(language: keyof Saying): string {
    return language === "zh" ? this.#zh : this.message;
  }
}

/** A mistake of the person at the keyboard: printed as one sentence, exit code 2, no stack. */
export class UsageError extends Complaint {
  override name = "UsageError";
}

/**
 * What went wrong, without what it went wrong with: fit for a log, and for a row that is kept. Prisma's errors of
 * validation quote the whole call between their first line and their last, and with it what somebody said.
 */
export function whatFailed(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name !== "PrismaClientValidationError") return error.message;
  const lines = error.message.split("\n").filter((line) => line.trim() !== "");
  return lines.length < 2 ? error.message : `${lines[0]} ${lines.at(-1)}`;
}
