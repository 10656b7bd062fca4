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

  /** The sentence as its reader wants it; `message` is the English one. */
  in(language: keyof Saying): string {
    return language === "zh" ? this.#zh : this.message;
  }
}

/** A mistake of the person at the keyboard: printed as one sentence, exit code 2, no stack. */
export class UsageError extends Complaint {
  override name = "UsageError";
}
