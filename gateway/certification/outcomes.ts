/** The four outcomes of a verification with their stable codes and sentences in six languages (DESIGN decision 7). */
export const OUTCOMES = ['VALID', 'INVALID', 'CANNOT_CHECK', 'NOT_YET_ANCHORED'] as const;
export type VerificationOutcome = (typeof OUTCOMES)[number];

/** Codes: what decided the outcome. Never renamed. */
export const VERIFICATION_CODES = {
  VALID: 'VALID',
  DOCUMENT_UNREADABLE: 'INVALID',
  MEDIA_TYPE: 'INVALID',
  CONTENT_INVALID: 'INVALID',
  SIGNATURE_INVALID: 'INVALID',
  ISSUER_MISMATCH: 'INVALID',
  KEY_NOT_VALID: 'INVALID',
  AUTHORITY_MISSING: 'INVALID',
  NOT_YET_VALID: 'INVALID',
  EXPIRED: 'INVALID',
  REVOKED: 'INVALID',
  SUSPENDED: 'INVALID',
  ANCHOR_MISMATCH: 'INVALID',
  ANCHOR_MISSING: 'INVALID',
  ANCHOR_TOO_LATE: 'INVALID',
  ISSUER_UNKNOWN: 'CANNOT_CHECK',
  ISSUER_SUSPENDED: 'CANNOT_CHECK',
  TRUST_LIST_EXPIRED: 'CANNOT_CHECK',
  CLOCK_BEHIND: 'CANNOT_CHECK',
  STATUS_UNKNOWN: 'CANNOT_CHECK',
  STATUS_STALE: 'CANNOT_CHECK',
  PROOF_MISSING: 'CANNOT_CHECK',
  ANCHOR_UNKNOWN: 'CANNOT_CHECK',
  NOT_YET_ANCHORED: 'NOT_YET_ANCHORED',
} as const satisfies Record<string, VerificationOutcome>;

export type VerificationCode = keyof typeof VERIFICATION_CODES;

export const LANGUAGES = ['en', 'zh', 'ru', 'fr', 'es', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each outcome means, for the person who asked. */
export const OUTCOME_SENTENCES: Readonly<Record<Language, Record<VerificationOutcome, string>>> = {
  en: {
    VALID:
      'The certificate is genuine, its issuer was entitled to issue it, and it was not revoked as of the time given.',
    INVALID: 'The certificate must not be relied on.',
    CANNOT_CHECK:
      'This could not be checked: it says nothing about whether the certificate is genuine.',
    NOT_YET_ANCHORED:
      'The certificate is genuine but newer than the trust list: download a new one to see it on the ledger.',
  },
  zh: {
    VALID: '证书真实，签发机构有权签发，且在所示时间未被撤销。',
    INVALID: '不得采信该证书。',
    CANNOT_CHECK: '无法核验：这并不说明证书真伪。',
    NOT_YET_ANCHORED: '证书真实，但晚于信任列表：请下载新的信任列表以查看其上链记录。',
  },
  ru: {
    VALID:
      'Сертификат подлинный, издатель имел право его выдать, на указанное время он не отозван.',
    INVALID: 'На сертификат нельзя полагаться.',
    CANNOT_CHECK: 'Проверить не удалось: это не говорит о подлинности сертификата.',
    NOT_YET_ANCHORED: 'Сертификат подлинный, но новее списка доверия: загрузите новый список.',
  },
  fr: {
    VALID:
      "Le certificat est authentique, l'émetteur était habilité, et il n'était pas révoqué à la date indiquée.",
    INVALID: 'Il ne faut pas se fier à ce certificat.',
    CANNOT_CHECK:
      "La vérification n'a pas pu se faire : cela ne dit rien de l'authenticité du certificat.",
    NOT_YET_ANCHORED:
      'Le certificat est authentique mais plus récent que la liste de confiance : téléchargez-en une nouvelle.',
  },
  es: {
    VALID:
      'El certificado es auténtico, el emisor estaba facultado y no estaba revocado en la fecha indicada.',
    INVALID: 'No debe confiarse en este certificado.',
    CANNOT_CHECK: 'No se pudo comprobar: esto no dice nada sobre la autenticidad del certificado.',
    NOT_YET_ANCHORED:
      'El certificado es auténtico pero más reciente que la lista de confianza: descargue una nueva.',
  },
  ar: {
    VALID: 'الشهادة صحيحة، وجهة الإصدار مخوّلة، ولم تُلغَ حتى الوقت المبيّن.',
    INVALID: 'لا يجوز الاعتماد على هذه الشهادة.',
    CANNOT_CHECK: 'تعذّر التحقق: وهذا لا يدل على صحة الشهادة أو عدمها.',
    NOT_YET_ANCHORED: 'الشهادة صحيحة لكنها أحدث من قائمة الثقة: نزّل قائمة جديدة.',
  },
};
