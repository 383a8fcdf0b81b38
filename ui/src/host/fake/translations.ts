// The families' texts in their languages, from the same file that the desk reads; which of them the
// sample facility has adopted.

import table from '../../../../schema/rules/translations.tsv?raw';

import type {
  FacilityChangeRequest, FamilyLanguage, LanguageOptionView, LanguageWordsView,
} from '../../generated/views';
import { HostError } from '../door';
import { REASONS } from './reasons';

export const LANGUAGES: Record<FamilyLanguage, string> = { vi: '越南文', id: '印尼文', en: '英文', th: '泰文' };
const HEADINGS: Record<FamilyLanguage, string> = { vi: '【Tiếng Việt】', id: '【Bahasa Indonesia】', en: '【English】', th: '【ภาษาไทย】' };
const ALL = ['vi', 'id', 'en', 'th'] as const;
const SENTENCES: Record<string, string> = { next_step: '下一步', photo: '照片', translation: '說明' };

const SHIPPED = new Map<string, string>(
  table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('name\t'))
    .map((line) => {
      const [name = '', language = '', words = ''] = line.split('\t');
      return [`${name}.${language}`, words];
    }),
);

export class SampleTranslations {
  /** The words that were adopted, by `P01.vi`. */
  private readonly adopted = new Map<string, string>();

  views(): LanguageWordsView[] {
    return ALL.map((language) => ({
      language,
      word: LANGUAGES[language],
      texts: REASONS.map((reason) => {
        const row = `${reason.code}.${language}`;
        const own = this.adopted.has(row);
        return {
          name: reason.code, label: `${reason.code} ${reason.label}`, chinese: reason.template, words: this.words(reason.code, language),
          standing: own ? 'adopted' : 'awaiting', adopted_on: own ? '115.11.23' : '', own,
        };
      }),
    }));
  }

  adopt(request: Extract<FacilityChangeRequest, { type: 'adopt_translations' }>): string[] {
    for (const { name, words } of request.texts) {
      const slots = REASONS.find((reason) => reason.code === name)?.slots ?? [];
      const lost = slots.filter((slot) => !words.includes(`{${slot}}`));
      if (lost.length > 0) throw new HostError('refused', `${name} 的${LANGUAGES[request.language]}：譯文少了空格${lost.map((slot) => `{${slot}}`).join('、')}。沒有改動。`);
    }
    return request.texts.map(({ name, words }) => {
      this.adopted.set(`${name}.${request.language}`, words);
      return `${name}.${request.language}`;
    });
  }

  withdraw(row: string): void {
    this.adopted.delete(row);
  }

  /** Everything, sentences too, as a facility that uses the translations has it. */
  adoptAll(): void {
    for (const [row, words] of SHIPPED) this.adopted.set(row, words);
  }

  options(names: readonly string[]): LanguageOptionView[] {
    return ALL.map((language) => {
      const waiting = names.filter((name) => !this.adopted.has(`${name}.${language}`));
      const said = [...new Set(waiting.map((name) => SENTENCES[name.split('.')[0] ?? ''] ?? name))];
      return { language, word: LANGUAGES[language], untranslated: [], awaiting: said };
    });
  }

  words(name: string, language: FamilyLanguage): string {
    const row = `${name}.${language}`;
    return this.adopted.get(row) ?? SHIPPED.get(row) ?? '';
  }

  heading(language: FamilyLanguage): string {
    return `${HEADINGS[language]}${this.words('translation.note', language)}`;
  }
}
