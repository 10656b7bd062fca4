/**
 * Something a person must mend, said in one sentence: printed without a stack.
 * Anything else that reaches the top is a bug and is printed whole.
 */
export class Complaint extends Error {
  override name = "Complaint";
}
