// The frame of the window: places, sync bar, banners, keys.

export const shellText = {
  product: '聯絡簿審核台',
  productLong: '雲端聯絡簿審核台',
  seal: '簿',
  places: {
    label: '工作區',
    applications: '服務申請',
    posts: '聯絡簿',
    escalations: '送主管',
    outbox: '寄件匣',
    conflicts: '待處理衝突',
    deliveries: '送達單',
    tally: '退件統計',
    suspensions: '停用管理',
    find: '查詢',
    audit: '稽核紀錄',
    health: '健康狀態',
    settings: '設定',
  },
  placeCount: (place: string, count: number) => `${place}，${count} 件`,
  skipToContent: '跳到內容',
  practiceSuffix: '練習',
  practiceBanner: '練習模式：這裡的人和文件都是範例，不會送到任何機關。',
  practiceForgets: '這台電腦沒有可用的鑰匙圈，關閉視窗後不會保留任何內容。',
  sync: {
    lastPull: '上次取件',
    lastAck: '上次送達',
    unsent: '尚未送達',
    items: (count: number) => `${count} 件`,
    documents: (count: number) => `文件下載中，還有 ${count} 份`,
    unreadable: (count: number) => `有 ${count} 筆資料讀不懂，已記錄`,
    skew: (minutes: number) =>
      minutes >= 0
        ? `本機時鐘快 ${minutes} 分，時間以入口網為準`
        : `本機時鐘慢 ${-minutes} 分，時間以入口網為準`,
    portalTime: (time: string) => `入口網現在 ${time}`,
    never: '還沒有',
    syncNow: '立即同步',
    signIn: '重新登入',
  },
  noticeSeen: '知道了',
  me: { signOut: '登出' },
  toast: {
    recorded: (subject: string, verdict: string) => `${subject} ${verdict}`,
    countdown: (seconds: number) => `${seconds} 秒後送出`,
    sending: '已交給寄件匣送出',
    undone: (subject: string) => `${subject} 的決定已取回`,
  },
  keys: {
    heldBack: '輸入法裡還有沒選定的字，沒有送出。選定後再按一次。',
    show: '全部按鍵',
  },
  starting: '正在打開審核台…',
  failedToStart: '審核台沒有打開',
  failed: '沒有成功',
  unknownFailure: '發生未預期的問題。已經送進寄件匣的決定不受影響。',
};
