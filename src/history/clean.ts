const unstorable = /\0|\p{Surrogate}/gu;

/** Removes what PostgreSQL's text cannot hold: NUL, and halves of surrogate pairs. */
export function clean(text: string): string {
  // both are rare: most texts come back as they are
  if (text.isWellFormed() && !text.includes("\0")) return text;
  return text.replace(unstorable, "");
}
