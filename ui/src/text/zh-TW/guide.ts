// 引導練習: the checklist of the first ten minutes.

export const guideText = {
  title: '引導練習',
  begin: '引導練習',
  hide: '先收起來',
  next: '下一步',
  check: '看總結',
};
