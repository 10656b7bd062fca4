/** Fields as people call them when they write one. */
export const fieldsZh: Readonly<Record<string, string>> = {
  question: "问题",
  answer: "答案",
  alternatives: "问法",
  tags: "标签",
  links: "链接",
  pictures: "图片",
  language: "语言",
  audience: "给",
  validFrom: "开始",
  validUntil: "截止",
};
export const fieldsEn: Readonly<Record<string, string>> = {
  alternatives: "also",
  audience: "for",
  validFrom: "from",
  validUntil: "until",
};
