// For tests: a page as a screen reader says it, from top to bottom, one line for each stop. Roles and
// names are computed as ARIA and the accessible name have it.

import axe from 'axe-core';

/** Said as a whole: the name, not what is inside. */
const WHOLE: Readonly<Record<string, string>> = {
  button: '按鈕',
  radio: '選項',
  textbox: '欄位',
  searchbox: '欄位',
  combobox: '清單方塊',
  checkbox: '核取方塊',
  heading: '標題',
  img: '圖片',
  link: '連結',
};
/** Said on the way in, where they have a name. */
const AROUND: Readonly<Record<string, string>> = {
  region: '區域',
  complementary: '旁欄',
  toolbar: '工具列',
  group: '群組',
  radiogroup: '選項群組',
  article: '文章',
  list: '清單',
  status: '狀態',
};
const INLINE = new Set(['SPAN', 'B', 'SUP', 'MARK', 'TIME', 'I', 'STRONG', 'EM']);

/** What axe keeps of a page once it was set up; its own types leave these out. */
interface Spoken {
  utils: { getNodeFromTree(element: Element): unknown };
  commons: {
    aria: { getRole(node: unknown): string | null };
    text: { accessibleTextVirtual(node: unknown): string };
    dom: { isVisibleToScreenReaders(node: unknown): boolean };
  };
}
const page = axe as unknown as Spoken;

function roleOf(element: Element): string {
  return page.commons.aria.getRole(page.utils.getNodeFromTree(element)) ?? '';
}

function nameOf(element: Element): string {
  return tidy(page.commons.text.accessibleTextVirtual(page.utils.getNodeFromTree(element)));
}

function tidy(words: string): string {
  return words.replaceAll(/\s+/g, ' ').trim();
}

function isSaid(element: Element): boolean {
  return page.commons.dom.isVisibleToScreenReaders(page.utils.getNodeFromTree(element));
}

function statesOf(element: Element): string {
  const is = (name: string): string | null => element.getAttribute(`aria-${name}`);
  return [
    is('expanded') === 'true' ? '已展開' : is('expanded') === 'false' ? '已收合' : '',
    is('checked') === 'true' ? '已選' : '',
    is('pressed') === 'true' ? '已按下' : is('pressed') === 'false' ? '未按下' : '',
    is('disabled') === 'true' ? '無法使用' : '',
    is('keyshortcuts') === null ? '' : `按鍵 ${is('keyshortcuts') ?? ''}`,
  ]
    .filter((state) => state !== '')
    .map((state) => `，${state}`)
    .join('');
}

/** What is said of this element and all within it, in order. */
export function spoken(root: Element): string[] {
  axe.setup(document);
  try {
    const lines: string[] = [];
    let run = '';
    const end = (): void => {
      if (tidy(run) !== '') lines.push(tidy(run));
      run = '';
    };
    const walk = (node: Node): void => {
      if (node instanceof Text) {
        run += node.data;
        return;
      }
      if (!(node instanceof Element) || !isSaid(node)) {
        return;
      }
      const role = roleOf(node);
      const whole = WHOLE[role];
      if (whole !== undefined) {
        end();
        lines.push(`${whole}：${nameOf(node)}${statesOf(node)}`);
        return;
      }
      if (INLINE.has(node.tagName)) {
        node.childNodes.forEach(walk);
        return;
      }
      end();
      const around = AROUND[role];
      if (around !== undefined && node.hasAttribute('aria-label')) {
        lines.push(`${around}：${nameOf(node)}`);
      }
      node.childNodes.forEach(walk);
      end();
    };
    walk(root);
    end();
    return lines;
  } finally {
    axe.teardown();
  }
}
