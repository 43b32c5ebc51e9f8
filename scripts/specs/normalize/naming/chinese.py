"""Words of Chinese titles and names in English, as far as names are made of them."""

from __future__ import annotations

import re
from typing import Final

# Longer terms stand for themselves: 图生视频 makes a video of an image, not an image and a video.
_TERMS: Final = {
    # What is done.
    "创建": "create", "新建": "create", "生成": "generate", "查询": "query", "获取": "get",
    "上传": "upload", "下载": "download", "执行": "execute", "扩展": "extend", "延长": "extend",
    "延伸": "extend", "续写": "extend", "删除": "delete", "取消": "cancel", "列出": "list",
    "列表": "list", "编辑": "edit", "修改": "update", "更新": "update", "提交": "submit",
    "拼接": "concat", "重排序": "rerank", "识别": "recognize", "放大": "upscale", "超分": "upscale",
    "搜索": "search", "添加": "add", "发送": "send", "翻译": "translate", "转换": "convert",
    "混合": "blend", "融合": "blend", "克隆": "clone", "检查": "check", "替换": "replace",
    "合成": "synthesize", "训练": "train", "绑定": "bind", "续费": "renew",
    # What it is done to.
    "音视频": "media", "视频": "video", "图像": "image", "图片": "image", "图床": "host",
    "音频": "audio", "音效": "sound", "音乐": "music", "歌曲": "song", "歌词": "lyrics",
    "歌手": "singer", "声音": "voice", "语音": "speech", "配音": "dubbing", "文本": "text",
    "任务": "task", "账号": "account", "账户": "account", "用户": "user", "令牌": "token",
    "密钥": "key", "模型": "model", "信息": "information", "状态": "status", "文件": "file",
    "素材": "asset", "聊天": "chat", "对话": "chat", "补全": "completion", "消息": "message",
    "动作": "action", "特效": "effect", "虚拟试穿": "virtual try on", "试穿": "try on",
    "结果": "result", "数据": "data", "详情": "details", "余额": "balance", "积分": "credits",
    "额度": "quota", "消耗": "usage", "参数": "parameter", "内容": "content", "名称": "name",
    "类型": "type", "格式": "format", "请求": "request", "响应": "response", "错误": "error",
    "时间": "time", "提示词": "prompt", "数字人": "avatar", "对口型": "lip sync", "镜头": "camera",
    "首帧": "first frame", "尾帧": "last frame", "帧": "frame", "场景": "scene", "角色": "character",
    "风格": "style", "版本": "version", "向量": "embedding", "嵌入": "embedding", "价格": "price",
    "回调": "callback", "地址": "address", "链接": "link", "编号": "id", "标识": "id",
    # How, and with what.
    "单个": "single", "批量": "batch", "示例": "example", "支持": "supported", "通过": "by",
    "二次创作": "remix", "多图": "images", "参考": "reference", "单图": "image", "非流": "plain",
    "流式": "streaming", "免费": "free", "图生图": "image to image", "图生视频": "image to video",
    "文生视频": "text to video", "文生图": "text to image", "文生音效": "text to sound",
    "文生音频": "text to audio", "带": " with ", "到": " into ", "生": " to ", "图": "image",
    "文": "text", "与": "and", "和": "and",
}  # fmt: skip
_TERM = re.compile("|".join(sorted(_TERMS, key=lambda term: (-len(term), term))))


def english(source: str) -> str:
    """Return the text with each known term in English, apart from what stands around it."""
    if source.isascii():
        return source
    return _TERM.sub(lambda found: f" {_TERMS[found[0]]} ", source)
