// The few words that script itself puts on a page, in the language of the page.
const zh = {
  saving: "正在保存…",
  saved: (t) => `已保存 ${t}`,
  failed: "没有保存成功，正在重试；请先不要关闭本页",
  stale: "别人已改过这份稿件，你的改动还没有保存。请先复制你的文字，再刷新本页",
  refused: "没有保存：",
  close: "关闭",
  keys: "键盘操作",
  next: "下一行",
  previous: "上一行",
  open: "打开",
  find: "检索",
  submit: "提交",
  help: "本帮助",
  back: "返回",
  chosen: (n) => `已选 ${n} 项`,
  matching: (left) => (left ? `已选全部符合的，本页除外 ${left} 项` : "已选全部符合的"),
};

const en = {
  saving: "Saving…",
  saved: (t) => `Saved at ${t}`,
  failed: "Not saved yet, trying again. Please keep this page open",
  stale: "Somebody else changed this draft; your changes are not saved. Copy your text, then reload the page",
  refused: "Not saved: ",
  close: "Close",
  keys: "Keyboard",
  next: "Next row",
  previous: "Previous row",
  open: "Open",
  find: "Search",
  submit: "Submit",
  help: "This help",
  back: "Back",
  chosen: (n) => `${n} selected`,
  matching: (left) => (left ? `All that match, but ${left} on this page` : "All that match"),
};

export const words = document.documentElement.lang.startsWith("en") ? en : zh;
