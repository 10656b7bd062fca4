export { fileForms, formOf, readBank, writeBank, type BankFile, type Fault, type FileForm } from "./file.ts";
export { faultText } from "./faults.ts";
export { type Question } from "./question.ts";
export { starterName, starterQuestions } from "./starter.ts";
export { bankNamed, listBanks, questionsOf, saveQuestions, type Bank, type Imported } from "./store.ts";
