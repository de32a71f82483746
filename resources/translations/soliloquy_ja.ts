<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>Acknowledgement</name>
    <message>
        <source>The reasoning is raw and unfiltered</source>
        <translation>思考は未加工のまま表示されます</translation>
    </message>
    <message>
        <source>What the model thinks before it answers is shown as it is written. Nobody has checked it. It can be wrong, contradict the answer, or hold things that the answer leaves out on purpose, offensive or harmful ones too.</source>
        <translation>モデルが回答の前に考える内容を、書かれるそばからそのまま表示します。誰も内容を確認していません。間違っていることも、回答と食い違うこともあります。回答ではあえて触れられない、不快な内容や有害な内容が含まれることもあります。</translation>
    </message>
    <message>
        <source>Do not take it for advice, and have a look at it before you show it to somebody else.</source>
        <translation>助言として受け取らず、ほかの人に見せる前に内容を確認してください。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>I understand</source>
        <translation>理解しました</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Copy the answer</source>
        <translation>回答をコピー</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>もう一度質問</translation>
    </message>
    <message>
        <source>{rate} tok/s</source>
        <translation>{rate}トークン/秒</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count}トークン</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1トークン</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}秒</translation>
    </message>
    <message>
        <source>Ask again another way</source>
        <translation>別の方法でもう一度質問する</translation>
    </message>
</context>
<context>
    <name>AddView</name>
    <message>
        <source>Add a service…</source>
        <translation>サービスを追加…</translation>
    </message>
    <message>
        <source>Anything that speaks OpenAI&apos;s chat completions: vLLM, Ollama, LM Studio, Groq, OpenRouter. Addresses begin with https://; http:// is for this Mac and private networks only, where others can read along.</source>
        <translation>OpenAIのchat completions形式に対応するもの（vLLM、Ollama、LM Studio、Groq、OpenRouterなど）を使えます。アドレスはhttps://で始まります。http://はこのMacとプライベートネットワークだけで使え、同じネットワークの人に読まれる可能性があります。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>My lab</source>
        <translation>研究室</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>アドレス</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>It needs a key</source>
        <translation>キーが必要</translation>
    </message>
    <message>
        <source>It takes a reasoning effort</source>
        <translation>思考の深さを指定できる</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
</context>
<context>
    <name>AnswerColumn</name>
    <message>
        <source>Without this answer</source>
        <translation>この回答を外す</translation>
    </message>
    <message>
        <source>Go on with this one</source>
        <translation>この回答で続ける</translation>
    </message>
    <message>
        <source>In the conversation now</source>
        <translation>現在の会話の回答</translation>
    </message>
    <message>
        <source>Answer {place}: {source}</source>
        <translation>回答{place}：{source}</translation>
    </message>
</context>
<context>
    <name>AppearanceSection</name>
    <message>
        <source>Appearance</source>
        <translation>外観</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>ライトまたはダーク</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>高コントラスト</translation>
    </message>
    <message>
        <source>Stronger text, and lines around everything that can be pressed.</source>
        <translation>文字を濃くし、押せるものすべてを線で囲みます。</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字の大きさ</translation>
    </message>
    <message>
        <source>Of everything in the window.</source>
        <translation>ウインドウ全体に適用されます。</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>文字を小さく</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>文字を大きく</translation>
    </message>
    <message>
        <source>Reduce motion</source>
        <translation>動きを減らす</translation>
    </message>
    <message>
        <source>Nothing slides or pulses.</source>
        <translation>滑る動きや明滅をなくします。</translation>
    </message>
    <message>
        <source>Always</source>
        <translation>常に</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>しない</translation>
    </message>
</context>
<context>
    <name>Benchmark</name>
    <message>
        <source>Starting…</source>
        <translation>開始中…</translation>
    </message>
    <message>
        <source>Reading the weights…</source>
        <translation>重みを読み込み中…</translation>
    </message>
    <message>
        <source>Writing, in turns with mlx-lm…</source>
        <translation>mlx-lmと交互に生成中…</translation>
    </message>
    <message>
        <source>Counting operations…</source>
        <translation>演算を計数中…</translation>
    </message>
    <message>
        <source>Counting what is read in a conversation…</source>
        <translation>会話で読み込むトークンを計数中…</translation>
    </message>
    <message>
        <source>Waiting for first tokens after a long text…</source>
        <translation>長い文章の後の最初のトークンを測定中…</translation>
    </message>
    <message>
        <source>Opening a conversation again…</source>
        <translation>会話をもう一度開いています…</translation>
    </message>
    <message>
        <source>Writing speed</source>
        <translation>生成速度</translation>
    </message>
    <message>
        <source>Writing speed, everything recorded</source>
        <translation>生成速度（すべて記録）</translation>
    </message>
    <message>
        <source>Operations for a token</source>
        <translation>1トークンあたりの演算数</translation>
    </message>
    <message>
        <source>Operations for a token, everything recorded</source>
        <translation>1トークンあたりの演算数（すべて記録）</translation>
    </message>
    <message>
        <source>Difference that the quicker way makes</source>
        <translation>高速化による結果の差</translation>
    </message>
    <message>
        <source>Part of the layers that Stop waits for</source>
        <translation>停止するまでに待つ層の割合</translation>
    </message>
    <message>
        <source>Tokens read in a conversation with edits and branches</source>
        <translation>編集や分岐のある会話で読み込むトークン数</translation>
    </message>
    <message>
        <source>Tokens read again when a conversation is reopened</source>
        <translation>会話を開き直したときに再度読み込むトークン数</translation>
    </message>
    <message>
        <source>Most memory held, of what was planned</source>
        <translation>計画に対する最大メモリ使用量</translation>
    </message>
    <message>
        <source>First token after {tokens} tokens, to one after none</source>
        <translation>{tokens}トークン後の最初のトークン（空の会話との比較）</translation>
    </message>
    <message>
        <source>First token of the next turn after {tokens} tokens</source>
        <translation>{tokens}トークン後の次の質問での最初のトークン</translation>
    </message>
    <message>
        <source>First token of an early edit after {tokens} tokens</source>
        <translation>{tokens}トークンの会話の初めを編集した後の最初のトークン</translation>
    </message>
    <message>
        <source>at most {bound}</source>
        <translation>{bound}以下</translation>
    </message>
    <message>
        <source>at least {bound}</source>
        <translation>{bound}以上</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>達成</translation>
    </message>
    <message>
        <source>Does not hold</source>
        <translation>未達成</translation>
    </message>
    <message>
        <source>Measured with random weights · {when}</source>
        <translation>ランダムな重みで測定 · {when}</translation>
    </message>
    <message>
        <source>Measured with {model} · {when}</source>
        <translation>{model}で測定 · {when}</translation>
    </message>
    <message>
        <source>Soliloquy {ours} · mlx-lm {peer}</source>
        <translation>Soliloquy {ours} · mlx-lm {peer}</translation>
    </message>
    <message>
        <source>held {ours} · planned {peer}</source>
        <translation>使用 {ours} · 計画 {peer}</translation>
    </message>
    <message>
        <source>long {ours} · empty {peer}</source>
        <translation>長い会話 {ours} · 空の会話 {peer}</translation>
    </message>
    <message>
        <source>Soliloquy {ours} · mlx_lm.server {peer}</source>
        <translation>Soliloquy {ours} · mlx_lm.server {peer}</translation>
    </message>
    <message>
        <source>Soliloquy {ours} · compared with {peer}</source>
        <translation>Soliloquy {ours} · 比較対象 {peer}</translation>
    </message>
    <message>
        <source>{name}: {value} ({bound}). {holds}.</source>
        <translation>{name}：{value}（{bound}）。{holds}。</translation>
    </message>
    <message>
        <source>The memory of {chip} allows at most {most} tok/s of gpt-oss-20b in MXFP4-Q8, whatever the program.</source>
        <translation>{chip}のメモリでは、どのプログラムでもgpt-oss-20b（MXFP4-Q8）は最大{most}トークン/秒です。</translation>
    </message>
    <message>
        <source>Not measured here: {name} ({reason}).</source>
        <translation>この環境では測定していません：{name}（{reason}）。</translation>
    </message>
    <message>
        <source>{number} tok/s</source>
        <translation>{number}トークン/秒</translation>
    </message>
    <message>
        <source>{number} a token</source>
        <translation>{number}/トークン</translation>
    </message>
    <message>
        <source>The same beside mlx_lm.server</source>
        <translation>同じ会話、mlx_lm.serverとの比較</translation>
    </message>
    <message>
        <source>The same beside llama.cpp</source>
        <translation>同じ会話、llama.cppとの比較</translation>
    </message>
    <message>
        <source>Writing after long texts, in turns with mlx-lm…</source>
        <translation>長い文章の後の生成をmlx-lmと交互に測定中…</translation>
    </message>
    <message>
        <source>Trying how long the pieces of a text should be…</source>
        <translation>文章を読む区切りの長さを試しています…</translation>
    </message>
    <message>
        <source>Stopping in the middle of a text…</source>
        <translation>文章の途中で停止しています…</translation>
    </message>
    <message>
        <source>First token of a conversation opened again</source>
        <translation>開き直した会話の最初のトークン</translation>
    </message>
    <message>
        <source>Time until Stop is obeyed, of that of a piece</source>
        <translation>停止までの時間（一区切りに対する割合）</translation>
    </message>
    <message>
        <source>Reading speed in pieces of the usual length</source>
        <translation>標準の区切りでの読み込み速度</translation>
    </message>
    <message>
        <source>Writing speed after {tokens} tokens</source>
        <translation>{tokens}トークン後の生成速度</translation>
    </message>
    <message>
        <source>Reading speed of {tokens} tokens</source>
        <translation>{tokens}トークンの読み込み速度</translation>
    </message>
    <message>
        <source>opened again {ours} · all read {peer}</source>
        <translation>開き直し {ours} · すべて読み込み {peer}</translation>
    </message>
    <message>
        <source>until it stopped {ours} · a piece {peer}</source>
        <translation>停止まで {ours} · 一区切り {peer}</translation>
    </message>
    <message>
        <source>usual {ours} · fastest {peer}</source>
        <translation>標準 {ours} · 最速 {peer}</translation>
    </message>
    <message>
        <source>This model is read in pieces of {tokens} tokens from the next start of Soliloquy on.</source>
        <translation>次回の起動から、このモデルは{tokens}トークンずつ読み込みます。</translation>
    </message>
</context>
<context>
    <name>BenchmarkPage</name>
    <message>
        <source>Benchmark</source>
        <translation>ベンチマーク</translation>
    </message>
    <message>
        <source>Soliloquy&apos;s engine on this Mac, beside mlx-lm&apos;s own loop: on the same weights, in one run and in turns. Nothing leaves this Mac.</source>
        <translation>このMacでのSoliloquyのエンジンを、mlx-lm自身のループと比べます。同じ重みを使い、1回の実行で交互に測定します。このMacの外には何も送信しません。</translation>
    </message>
    <message>
        <source>Nothing has been measured on this Mac yet.</source>
        <translation>このMacではまだ測定していません。</translation>
    </message>
</context>
<context>
    <name>Body</name>
    <message>
        <source>Raw and unfiltered: what the model wrote to itself; it can be wrong.</source>
        <translation>未加工の思考：モデルが自分のために書いたもので、間違いを含むことがあります。</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>思考</translation>
    </message>
</context>
<context>
    <name>Branching</name>
    <message>
        <source>Edit Question</source>
        <translation>質問を編集</translation>
    </message>
    <message>
        <source>Ask Again at Low Effort</source>
        <translation>「低」でもう一度質問</translation>
    </message>
    <message>
        <source>Ask Again at Medium Effort</source>
        <translation>「中」でもう一度質問</translation>
    </message>
    <message>
        <source>Ask Again at High Effort</source>
        <translation>「高」でもう一度質問</translation>
    </message>
    <message>
        <source>Ask {model}</source>
        <translation>{model}に質問</translation>
    </message>
    <message>
        <source>Compare Side by Side</source>
        <translation>並べて比べる</translation>
    </message>
    <message>
        <source>Ask {service}…</source>
        <translation>{service}に質問…</translation>
    </message>
</context>
<context>
    <name>Bubble</name>
    <message>
        <source>Your question</source>
        <translation>質問</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
</context>
<context>
    <name>Chips</name>
    <message>
        <source>Answer without this persona</source>
        <translation>このペルソナを使わない</translation>
    </message>
    <message>
        <source>Persona: {name}</source>
        <translation>ペルソナ：{name}</translation>
    </message>
    <message>
        <source>Remove this file</source>
        <translation>このファイルを取り除く</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>読み取り中…</translation>
    </message>
    <message>
        <source>Do not attach it</source>
        <translation>添付しない</translation>
    </message>
</context>
<context>
    <name>Clipboard</name>
    <message>
        <source>You</source>
        <translation>あなた</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
</context>
<context>
    <name>Cloud</name>
    <message>
        <source>its price is not known</source>
        <translation>料金は不明</translation>
    </message>
    <message>
        <source>at least {low}, and more with a longer answer</source>
        <translation>{low}以上（回答が長いほど増えます）</translation>
    </message>
    <message>
        <source>at least {low}, at most {high}</source>
        <translation>{low}以上、{high}以下</translation>
    </message>
    <message>
        <source>about 1 token</source>
        <translation>約1トークン</translation>
    </message>
    <message>
        <source>about {count} tokens</source>
        <translation>約{count}トークン</translation>
    </message>
    <message>
        <source>{spent} this month</source>
        <translation>今月{spent}</translation>
    </message>
    <message>
        <source>{spent} of {limit} this month</source>
        <translation>今月{spent}（上限{limit}）</translation>
    </message>
    <message>
        <source>Instructions</source>
        <translation>指示</translation>
    </message>
    <message>
        <source>You</source>
        <translation>あなた</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>{model} at {service}</source>
        <translation>{service}の{model}</translation>
    </message>
    <message>
        <source>{model} is reported to be switched off on {day}, in {count} days.</source>
        <translation>{model}は{day}（あと{count}日）に提供が終わると伝えられています。</translation>
    </message>
    <message>
        <source>{model} is reported to be switched off tomorrow.</source>
        <translation>{model}は明日、提供が終わると伝えられています。</translation>
    </message>
    <message>
        <source>{model} is reported to have been switched off on {day}.</source>
        <translation>{model}は{day}に提供が終わったと伝えられています。</translation>
    </message>
    <message>
        <source>Ask {model} instead…</source>
        <translation>代わりに{model}に質問…</translation>
    </message>
    <message>
        <source>with 1 picture of {size}</source>
        <translation>画像1枚（{size}）を含む</translation>
    </message>
    <message>
        <source>with {count} pictures, {size} in all</source>
        <translation>画像{count}枚（合計{size}）を含む</translation>
    </message>
    <message>
        <source>and what it takes for the pictures, which is not known</source>
        <translation>画像の分は不明</translation>
    </message>
    <message>
        <source>{model} · on this Mac</source>
        <translation>このMacの{model}</translation>
    </message>
</context>
<context>
    <name>CloudPages</name>
    <message>
        <source>Can be asked: {models}.</source>
        <translation>{models}に質問できます。</translation>
    </message>
    <message>
        <source>Is asked for {model}.</source>
        <translation>{model}に質問します。</translation>
    </message>
    <message>
        <source>Its maker&apos;s successor, {model}, can be asked here, too.</source>
        <translation>提供元が後継とする{model}にも、ここから質問できます。</translation>
    </message>
    <message>
        <source>It lists {count} models; what can be asked is among them.</source>
        <translation>一覧には{count}個のモデルがあり、質問に使うモデルも含まれています。</translation>
    </message>
    <message>
        <source>It lists {count} models, and not: {models}.</source>
        <translation>一覧には{count}個のモデルがありますが、{models}は含まれていません。</translation>
    </message>
</context>
<context>
    <name>CloudSection</name>
    <message>
        <source>Cloud</source>
        <translation>クラウド</translation>
    </message>
    <message>
        <source>Never use the cloud</source>
        <translation>クラウドを使わない</translation>
    </message>
    <message>
        <source>No question can leave this Mac, and nothing offers to send one.</source>
        <translation>質問がこのMacの外に出ることはなく、送信の提案も表示されません。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Limit of a month</source>
        <translation>1か月の上限</translation>
    </message>
    <message>
        <source>What could pass it is not sent. Models whose price is not known cannot be counted.</source>
        <translation>上限を超える可能性のある質問は送信されません。料金が不明なモデルは計算できません。</translation>
    </message>
    <message>
        <source>Use the system&apos;s proxy</source>
        <translation>システムのプロキシを使う</translation>
    </message>
    <message>
        <source>Show the ledger</source>
        <translation>利用記録を表示</translation>
    </message>
    <message>
        <source>What was sent</source>
        <translation>送信の記録</translation>
    </message>
    <message>
        <source>For services only. While this is off no proxy is used, whatever the environment says.</source>
        <translation>サービスへの接続だけに使います。オフの間は、環境変数などの指定があってもプロキシを使いません。</translation>
    </message>
</context>
<context>
    <name>CodePiece</name>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Copy this code</source>
        <translation>このコードをコピー</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>コード</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>長い行を折り返す</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>すべて表示</translation>
    </message>
</context>
<context>
    <name>CodeText</name>
    <message>
        <source>Code</source>
        <translation>コード</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>Unknown model</source>
        <translation>不明なモデル</translation>
    </message>
    <message>
        <source>Answering now</source>
        <translation>回答中</translation>
    </message>
    <message>
        <source>Marked is what the first answer does not say; in the first, what neither of the others says.</source>
        <translation>最初の回答にない部分に印を付けています。最初の回答では、ほかのどちらにもない部分です。</translation>
    </message>
    <message>
        <source>They are too long for every word to be compared: some passages are marked as a whole.</source>
        <translation>長いため、すべての語を比べられませんでした。まとまりごとに印を付けた部分があります。</translation>
    </message>
    <message>
        <source>What differs is marked when every answer is complete.</source>
        <translation>すべての回答が終わると、違いに印が付きます。</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>比べています…</translation>
    </message>
    <message>
        <source>One of these has no answer, so nothing is marked.</source>
        <translation>回答のないものがあるため、印は付けていません。</translation>
    </message>
    <message>
        <source>These answers are too long to be compared: nothing is marked.</source>
        <translation>回答が長すぎて比べられないため、印は付けていません。</translation>
    </message>
    <message>
        <source>Word for word the same.</source>
        <translation>一語一句同じです。</translation>
    </message>
    <message>
        <source>They differ in 1 passage.</source>
        <translation>違いは1か所です。</translation>
    </message>
    <message>
        <source>They differ in {count} passages.</source>
        <translation>違いは{count}か所です。</translation>
    </message>
    <message>
        <source>Passages in which they differ from the first: {second} in the second, {third} in the third.</source>
        <translation>最初の回答との違い：2番目は{second}か所、3番目は{third}か所。</translation>
    </message>
</context>
<context>
    <name>ComparePage</name>
    <message>
        <source>Answers side by side</source>
        <translation>回答を並べた表示</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>並べて比べる</translation>
    </message>
    <message>
        <source>Add a third</source>
        <translation>3つ目を追加</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Your question</source>
        <translation>質問</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Reasoning effort</source>
        <translation>思考の深さ</translation>
    </message>
    <message>
        <source>Think briefly: quick answers</source>
        <translation>短く考え、すばやく答えます</translation>
    </message>
    <message>
        <source>Think as long as it seems to need</source>
        <translation>必要に応じて考えます</translation>
    </message>
    <message>
        <source>Think long: slower, and better at hard questions</source>
        <translation>長く考えます。時間はかかりますが、難しい質問に強くなります</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>思考</translation>
    </message>
    <message>
        <source>Ask a question</source>
        <translation>質問を入力</translation>
    </message>
    <message>
        <source>Ask the demo model</source>
        <translation>デモモデルに質問</translation>
    </message>
    <message>
        <source>Message {model}</source>
        <translation>{model}に質問</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Do not send it</source>
        <translation>送信しない</translation>
    </message>
    <message>
        <source>Attach files</source>
        <translation>ファイルを添付</translation>
    </message>
    <message>
        <source>Send next</source>
        <translation>次に送信</translation>
    </message>
    <message>
        <source>Asked as soon as this answer is complete</source>
        <translation>この回答が終わりしだい質問します</translation>
    </message>
    <message>
        <source>Next: {question}</source>
        <translation>次：{question}</translation>
    </message>
</context>
<context>
    <name>ComposerShowing</name>
    <message>
        <source>Attach files</source>
        <translation>ファイルを添付</translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>貼り付けたテキスト</translation>
    </message>
    <message>
        <source>Pasted picture</source>
        <translation>貼り付けた画像</translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <source>Conversations</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>名前を変更</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Parts of it were sent to a service.</source>
        <translation>一部がサービスに送信されました。</translation>
    </message>
</context>
<context>
    <name>ConversationView</name>
    <message>
        <source>Find in this conversation</source>
        <translation>この会話を検索</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>Previous 7 days</source>
        <translation>過去7日間</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>それ以前</translation>
    </message>
    <message>
        <source>{day}, {time}</source>
        <translation>{day} {time}</translation>
    </message>
    <message>
        <source>{month} {year}</source>
        <translation>{year}年{month}</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今日</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨日</translation>
    </message>
</context>
<context>
    <name>EgressCard</name>
    <message>
        <source>Ask its successor instead…</source>
        <translation>代わりに後継モデルに質問…</translation>
    </message>
    <message>
        <source>Don&apos;t send</source>
        <translation>送信しない</translation>
    </message>
    <message>
        <source>Send for this conversation</source>
        <translation>この会話では送信を許可</translation>
    </message>
    <message>
        <source>Send once</source>
        <translation>1回だけ送信</translation>
    </message>
    <message>
        <source>Send this to {model}?</source>
        <translation>これを{model}に送信しますか？</translation>
    </message>
    <message>
        <source>This is not what stood here before: something has changed. Please look again.</source>
        <translation>先ほど表示していた内容から変わりました。もう一度ご確認ください。</translation>
    </message>
    <message>
        <source>It holds characters that cannot be seen. They are written out, like ⟨U+200B⟩.</source>
        <translation>目に見えない文字が含まれています。⟨U+200B⟩のように表示しています。</translation>
    </message>
    <message>
        <source>prices of {day}</source>
        <translation>{day}時点の料金</translation>
    </message>
    <message>
        <source>It goes to another program on this Mac ({host}); what that does with it is not known here.</source>
        <translation>このMacの別のプログラム（{host}）に渡されます。そのプログラムがどう扱うかは、ここではわかりません。</translation>
    </message>
    <message>
        <source>Nothing goes before you say so. Exactly these {count} messages would be sent to {host}.</source>
        <translation>許可するまで何も送信されません。{host}に送られるのは、次の{count}件のメッセージだけです。</translation>
    </message>
    <message>
        <source>Nothing goes before you say so. Exactly this would be sent to {host}.</source>
        <translation>許可するまで何も送信されません。{host}に送られるのは、次の内容だけです。</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Ask, and watch it think</source>
        <translation>質問して、考える様子を見る</translation>
    </message>
    <message>
        <source>What is 47 + 85?</source>
        <translation>47 + 85 はいくつですか？</translation>
    </message>
    <message>
        <source>Sort 42, 17, 88 from smallest to largest.</source>
        <translation>42, 17, 88 を小さい順に並べてください。</translation>
    </message>
    <message>
        <source>Tom has 45 apples and buys 28 more. How many apples does Tom have now?</source>
        <translation>345と354はどちらが大きいですか？</translation>
    </message>
    <message>
        <source>How many letters are in &quot;garden&quot;?</source>
        <translation>「garden」を逆にしてください。</translation>
    </message>
</context>
<context>
    <name>EndingNote</name>
    <message>
        <source>Stopped before an answer came.</source>
        <translation>回答が出る前に停止しました。</translation>
    </message>
    <message>
        <source>Stopped. The text so far is kept.</source>
        <translation>停止しました。ここまでのテキストは残っています。</translation>
    </message>
    <message>
        <source>Cut at the limit of how much a reply may hold.</source>
        <translation>回答の長さの上限に達したため、ここで終わっています。</translation>
    </message>
    <message>
        <source>Interrupted. The text that was saved is kept.</source>
        <translation>中断されました。保存済みのテキストは残っています。</translation>
    </message>
    <message>
        <source>No answer: the model ended its turn without one.</source>
        <translation>回答はありません。モデルは答えずに終了しました。</translation>
    </message>
    <message>
        <source>Go on with the answer</source>
        <translation>回答の続きを書く</translation>
    </message>
    <message>
        <source>Answer now</source>
        <translation>今すぐ回答</translation>
    </message>
</context>
<context>
    <name>EndpointView</name>
    <message>
        <source>Remove the key</source>
        <translation>キーを削除</translation>
    </message>
    <message>
        <source>Read its list of models</source>
        <translation>モデルの一覧を取得</translation>
    </message>
    <message>
        <source>Choose a model…</source>
        <translation>モデルを選ぶ…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Keep in keyring</source>
        <translation>キーチェーンに保存</translation>
    </message>
    <message>
        <source>Another key…</source>
        <translation>別のキー…</translation>
    </message>
    <message>
        <source>Enter a key…</source>
        <translation>キーを入力…</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>取得中…</translation>
    </message>
    <message>
        <source>Remove {service}</source>
        <translation>{service}を削除</translation>
    </message>
    <message>
        <source>Waiting for the keyring…</source>
        <translation>キーチェーンを待っています…</translation>
    </message>
    <message>
        <source>No key is sent.</source>
        <translation>キーは送信しません。</translation>
    </message>
    <message>
        <source>Its key is in the system&apos;s keyring, protected by your login, and nowhere else.</source>
        <translation>キーはシステムのキーチェーンだけにあり、ログインで保護されています。</translation>
    </message>
    <message>
        <source>No key yet, so it cannot be asked. A key is kept in the system&apos;s keyring and nowhere else.</source>
        <translation>キーがまだないため、質問できません。キーはシステムのキーチェーンだけに保存されます。</translation>
    </message>
    <message>
        <source>The key of {service}</source>
        <translation>{service}のキー</translation>
    </message>
    <message>
        <source>Paste the key</source>
        <translation>キーを貼り付け</translation>
    </message>
</context>
<context>
    <name>EngineStatus</name>
    <message>
        <source>Retry</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>The model is not running</source>
        <translation>モデルは動作していません</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>モデルはまだありません</translation>
    </message>
</context>
<context>
    <name>FailureCard</name>
    <message>
        <source>Details</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>もう一度質問</translation>
    </message>
    <message>
        <source>Ask a service instead…</source>
        <translation>代わりにサービスに質問…</translation>
    </message>
    <message>
        <source>Ask again in {time}</source>
        <translation>{time}後にもう一度質問</translation>
    </message>
</context>
<context>
    <name>FileViewer</name>
    <message>
        <source>What the model reads of this file</source>
        <translation>このファイルのうちモデルが読む内容</translation>
    </message>
    <message>
        <source>The beginning is shown here; the model is given more of it.</source>
        <translation>ここには先頭だけを表示しています。モデルにはこれより多くが渡されます。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>{count} tokens</source>
        <translation>{count}トークン</translation>
    </message>
    <message>
        <source>not all of it</source>
        <translation>一部のみ</translation>
    </message>
    <message>
        <source>What would be sent of it are its pixels alone: no place, no time, no camera.</source>
        <translation>送る場合も画素だけです。場所、日時、カメラの情報は含みません。</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height}ピクセル</translation>
    </message>
    <message>
        <source>Picture: {name}, {width} × {height} pixels, {size}</source>
        <translation>画像：{name}、{width} × {height}ピクセル、{size}</translation>
    </message>
    <message>
        <source>The model on this Mac cannot see pictures: it is only told that there is one.</source>
        <translation>このMacのモデルは画像を見られません。画像があることだけを伝えます。</translation>
    </message>
    <message>
        <source>{model} can: choose it beside the title.</source>
        <translation>{model}なら見られます。タイトルの横で選べます。</translation>
    </message>
    <message>
        <source>{model} is not known to see pictures: it is only told that there is one.</source>
        <translation>{model}が画像を見られるかは不明です。画像があることだけを伝えます。</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1トークン</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find in this reasoning</source>
        <translation>この思考の中を検索</translation>
    </message>
    <message>
        <source>The place before</source>
        <translation>前の一致</translation>
    </message>
    <message>
        <source>The next place</source>
        <translation>次の一致</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>見つかりません</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} / {count}</translation>
    </message>
</context>
<context>
    <name>FittingModel</name>
    <message>
        <source>The model that fits this Mac</source>
        <translation>このMacに合うモデル</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>All models…</source>
        <translation>すべてのモデル…</translation>
    </message>
    <message>
        <source>Try the demo model now</source>
        <translation>デモモデルを試す</translation>
    </message>
    <message>
        <source>This Mac has {memory} of memory; {name} is a good model to begin with.</source>
        <translation>このMacのメモリは{memory}です。まずは{name}がおすすめです。</translation>
    </message>
    <message>
        <source>gpt-oss does not fit this Mac</source>
        <translation>gpt-ossはこのMacでは動作しません</translation>
    </message>
    <message>
        <source>This Mac has {memory} of memory, which is less than any gpt-oss model needs. Loading one would fail half-way, so it is refused. The small demo model runs here and shows how everything works; it does small sums and small talk, nothing else.</source>
        <translation>このMacのメモリは{memory}で、どのgpt-ossモデルにも足りません。読み込みは途中で失敗するため行いません。小さなデモモデルなら動作し、使い方をひととおり試せます。できるのは簡単な計算とあいさつだけです。</translation>
    </message>
    <message>
        <source>{verdict}. {reason}</source>
        <translation>{verdict}。{reason}</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>{size}をダウンロード</translation>
    </message>
    <message>
        <source>Use {name}</source>
        <translation>{name}を使う</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>始める</translation>
    </message>
</context>
<context>
    <name>Foot</name>
    <message>
        <source>Downloads go on after a break and are checked against their SHA-256 sums before they are used.</source>
        <translation>ダウンロードは中断しても続きから再開します。使用する前にSHA-256で検証します。</translation>
    </message>
    <message>
        <source>Add a folder…</source>
        <translation>フォルダを追加…</translation>
    </message>
    <message>
        <source>Add a repository…</source>
        <translation>リポジトリを追加…</translation>
    </message>
    <message>
        <source>Move the models folder…</source>
        <translation>モデルフォルダを移動…</translation>
    </message>
    <message>
        <source>Moving the models folder</source>
        <translation>モデルフォルダを移動中</translation>
    </message>
    <message>
        <source>Stop moving</source>
        <translation>移動を中止</translation>
    </message>
    <message>
        <source>Models folder: {folder}</source>
        <translation>モデルフォルダ：{folder}</translation>
    </message>
    <message>
        <source>Moving: {done}</source>
        <translation>移動中：{done}</translation>
    </message>
</context>
<context>
    <name>GeneralSection</name>
    <message>
        <source>General</source>
        <translation>一般</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>言語</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Send a question with</source>
        <translation>質問の送信</translation>
    </message>
    <message>
        <source>The other one of the two breaks the line.</source>
        <translation>もう一方のキーで改行します。</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Returnキー</translation>
    </message>
    <message>
        <source>Shift-Return</source>
        <translation>Shift+Returnキー</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Show the sidebar</source>
        <translation>サイドバーを表示</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新規チャット</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>LedgerHead</name>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>LedgerModel</name>
    <message>
        <source>Time</source>
        <translation>日時</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>サービス</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>入力トークン</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>出力トークン</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>料金</translation>
    </message>
    <message>
        <source>Conversation and time</source>
        <translation>会話と日時</translation>
    </message>
    <message>
        <source>Counted here, from the length of the text: the service gave no count.</source>
        <translation>サービスから数が示されなかったため、文章の長さから計算しました。</translation>
    </message>
    <message>
        <source>(deleted)</source>
        <translation>（削除済み）</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>不明</translation>
    </message>
</context>
<context>
    <name>LedgerPage</name>
    <message>
        <source>Cloud ledger</source>
        <translation>クラウドの利用記録</translation>
    </message>
    <message>
        <source>Export as CSV…</source>
        <translation>CSVで書き出す…</translation>
    </message>
    <message>
        <source>Nothing has been sent to a service from this Mac.</source>
        <translation>このMacからサービスに送信したものはありません。</translation>
    </message>
    <message>
        <source>One row for each request that left this Mac, answered or not. {budget}.</source>
        <translation>このMacから送信した質問を、回答の有無にかかわらず1行ずつ記録しています。{budget}。</translation>
    </message>
    <message>
        <source>{count} rows could not be read and are in no total.</source>
        <translation>{count}行を読み取れませんでした。合計には含まれていません。</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>質問</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>入力トークン</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>出力トークン</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>料金</translation>
    </message>
    <message>
        <source>Local answers, at these prices</source>
        <translation>このMacの回答の換算額</translation>
    </message>
    <message>
        <source>{cost} and {count} of unknown price</source>
        <translation>{cost}と、料金不明{count}件</translation>
    </message>
    <message>
        <source>The last column is what the answers made on this Mac would have cost with {model}, at the prices of {day}.</source>
        <translation>最後の列は、このMacで生成した回答を{model}に質問していた場合の料金です（{day}時点の料金）。</translation>
    </message>
    <message>
        <source>Export the ledger</source>
        <translation>利用記録を書き出す</translation>
    </message>
</context>
<context>
    <name>LedgerTable</name>
    <message>
        <source>Requests</source>
        <translation>質問</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>ターミナル</translation>
    </message>
</context>
<context>
    <name>LinkQuestion</name>
    <message>
        <source>Open this address outside Soliloquy?</source>
        <translation>このアドレスをSoliloquyの外で開きますか？</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>開く</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Soliloquy</source>
        <translation>Soliloquy</translation>
    </message>
    <message>
        <source>What stays on this Mac</source>
        <translation>このMacに残るもの</translation>
    </message>
    <message>
        <source>Soliloquy {version}</source>
        <translation>Soliloquy {version}</translation>
    </message>
    <message>
        <source>A private, offline chat with gpt-oss whose reasoning you can read. Apache License 2.0.</source>
        <translation>gpt-ossの思考の過程を読める、プライベートなオフラインチャットです。Apache License 2.0。</translation>
    </message>
    <message>
        <source>Everything, unless you ask a service yourself and agree to what is sent. The model runs in a process on this Mac that has no access to the network. Your conversations are kept in one file in your own folder, readable by your account only; they are not encrypted beyond what the disk is. There is no account, no telemetry and no crash reporter.</source>
        <translation>すべてです。ただし、ご自身でサービスに質問し、送る内容に同意した場合を除きます。モデルは、このMac上の、ネットワークにアクセスできないプロセスで動作します。会話はあなたのフォルダにある1つのファイルに保存され、あなたのアカウントだけが読めます。ディスク自体の暗号化のほかに、暗号化は行いません。アカウント登録も、利用状況の送信も、クラッシュレポートの送信もありません。</translation>
    </message>
</context>
<context>
    <name>Mark</name>
    <message>
        <source>Waiting to be answered</source>
        <translation>回答待ち</translation>
    </message>
    <message>
        <source>Being answered</source>
        <translation>回答中</translation>
    </message>
    <message>
        <source>New answer</source>
        <translation>新しい回答があります</translation>
    </message>
    <message>
        <source>Could not be answered</source>
        <translation>回答できませんでした</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>File</source>
        <translation>ファイル</translation>
    </message>
    <message>
        <source>New Chat</source>
        <translation>新規チャット</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>設定…</translation>
    </message>
    <message>
        <source>Close Window</source>
        <translation>ウインドウを閉じる</translation>
    </message>
    <message>
        <source>Quit Soliloquy</source>
        <translation>Soliloquyを終了</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>取り消す</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>やり直す</translation>
    </message>
    <message>
        <source>Undo Delete</source>
        <translation>削除を取り消す</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>カット</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>ペースト</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>すべてを選択</translation>
    </message>
    <message>
        <source>Copy Last Answer</source>
        <translation>最後の回答をコピー</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>チャット</translation>
    </message>
    <message>
        <source>Stop Answering</source>
        <translation>回答を停止</translation>
    </message>
    <message>
        <source>Ask Again</source>
        <translation>もう一度質問</translation>
    </message>
    <message>
        <source>Low Effort</source>
        <translation>思考の深さ：低</translation>
    </message>
    <message>
        <source>Medium Effort</source>
        <translation>思考の深さ：中</translation>
    </message>
    <message>
        <source>High Effort</source>
        <translation>思考の深さ：高</translation>
    </message>
    <message>
        <source>Rename Conversation</source>
        <translation>会話の名前を変更</translation>
    </message>
    <message>
        <source>Delete Conversation</source>
        <translation>会話を削除</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>モデル…</translation>
    </message>
    <message>
        <source>Benchmark…</source>
        <translation>ベンチマーク…</translation>
    </message>
    <message>
        <source>View</source>
        <translation>表示</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>サイドバー</translation>
    </message>
    <message>
        <source>Keep Reasoning Open</source>
        <translation>思考を開いたままにする</translation>
    </message>
    <message>
        <source>Jump to Latest</source>
        <translation>最新へ移動</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外観モード</translation>
    </message>
    <message>
        <source>Like the System</source>
        <translation>システムに合わせる</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>ライト</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>ダーク</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>ヘルプ</translation>
    </message>
    <message>
        <source>Welcome to Soliloquy</source>
        <translation>Soliloquyへようこそ</translation>
    </message>
    <message>
        <source>What Stays on This Mac</source>
        <translation>このMacに残るもの</translation>
    </message>
    <message>
        <source>About Soliloquy</source>
        <translation>Soliloquyについて</translation>
    </message>
    <message>
        <source>Larger Text</source>
        <translation>文字を大きく</translation>
    </message>
    <message>
        <source>Smaller Text</source>
        <translation>文字を小さく</translation>
    </message>
    <message>
        <source>Usual Text Size</source>
        <translation>標準の文字サイズ</translation>
    </message>
    <message>
        <source>Find Anything…</source>
        <translation>すべてを検索…</translation>
    </message>
    <message>
        <source>Keyboard Shortcuts</source>
        <translation>キーボードショートカット</translation>
    </message>
    <message>
        <source>Edit Last Question</source>
        <translation>最後の質問を編集</translation>
    </message>
    <message>
        <source>Previous Answer</source>
        <translation>前の回答</translation>
    </message>
    <message>
        <source>Next Answer</source>
        <translation>次の回答</translation>
    </message>
    <message>
        <source>Compare Answers Side by Side</source>
        <translation>回答を並べて比べる</translation>
    </message>
    <message>
        <source>Answer Now</source>
        <translation>今すぐ回答</translation>
    </message>
    <message>
        <source>Think More</source>
        <translation>もっと考える</translation>
    </message>
    <message>
        <source>Find in the Reasoning…</source>
        <translation>思考の中を検索…</translation>
    </message>
    <message>
        <source>Show or Hide All Reasoning</source>
        <translation>すべての思考を表示/非表示</translation>
    </message>
    <message>
        <source>Cloud Ledger…</source>
        <translation>クラウドの利用記録…</translation>
    </message>
    <message>
        <source>Attach Files…</source>
        <translation>ファイルを添付…</translation>
    </message>
    <message>
        <source>Prompts and Personas…</source>
        <translation>プロンプトとペルソナ…</translation>
    </message>
    <message>
        <source>Copy Last Answer as Plain Text</source>
        <translation>最後の回答をプレーンテキストとしてコピー</translation>
    </message>
    <message>
        <source>Copy Conversation</source>
        <translation>会話をコピー</translation>
    </message>
    <message>
        <source>Find in Conversation…</source>
        <translation>会話を検索…</translation>
    </message>
    <message>
        <source>Find Next</source>
        <translation>次を検索</translation>
    </message>
    <message>
        <source>Find Previous</source>
        <translation>前を検索</translation>
    </message>
</context>
<context>
    <name>Meter</name>
    <message>
        <source>{used} tokens with this question, which has {draft}.</source>
        <translation>この質問（{draft}トークン）を含めて{used}トークンです。</translation>
    </message>
    <message>
        <source>{used} of {context} tokens with this question, which has {draft}.</source>
        <translation>この質問（{draft}トークン）を含めて、{context}トークンのうち{used}トークンを使います。</translation>
    </message>
    <message>
        <source>Estimated until the model has counted.</source>
        <translation>モデルが数えるまでの目安です。</translation>
    </message>
    <message>
        <source>There is little room left for an answer: begin a new conversation.</source>
        <translation>回答のための余裕がほとんどありません。新しい会話を始めてください。</translation>
    </message>
</context>
<context>
    <name>Model</name>
    <message>
        <source>Demo model — arithmetic and small talk only</source>
        <translation>デモモデル（計算とあいさつのみ）</translation>
    </message>
    <message>
        <source>Not started</source>
        <translation>未起動</translation>
    </message>
    <message>
        <source>Restarting…</source>
        <translation>再起動中…</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>起動中…</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>読み込み中…</translation>
    </message>
    <message>
        <source>Loading… {percent} %</source>
        <translation>読み込み中… {percent}%</translation>
    </message>
    <message>
        <source>Answering</source>
        <translation>回答中</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>準備完了</translation>
    </message>
    <message>
        <source>Asleep. Your next question wakes it.</source>
        <translation>スリープ中です。次の質問で起動します。</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>停止中</translation>
    </message>
</context>
<context>
    <name>ModelSection</name>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes}分</translation>
    </message>
    <message>
        <source>Sleep when idle</source>
        <translation>使わないときはスリープ</translation>
    </message>
    <message>
        <source>The model gives its memory back after this time without a question; the next one wakes it.</source>
        <translation>この時間質問がないと、モデルはメモリを解放します。次の質問で再び起動します。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>しない</translation>
    </message>
    <message>
        <source>Read ahead</source>
        <translation>先読み</translation>
    </message>
    <message>
        <source>Keep what was read on disk</source>
        <translation>読んだ内容をディスクに残す</translation>
    </message>
    <message>
        <source>A conversation that is opened again then goes on at once. What is kept goes with its conversation, and all of it when this is switched off.</source>
        <translation>会話を開き直したとき、すぐに続けられます。残した内容は会話を削除すると消え、この設定をオフにするとすべて消えます。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Remove what was read</source>
        <translation>読んだ内容を削除</translation>
    </message>
    <message>
        <source>Kept now</source>
        <translation>現在の保存量</translation>
    </message>
    <message>
        <source>Record each token</source>
        <translation>トークンごとの記録</translation>
    </message>
    <message>
        <source>How sure the model was, kept with the reply. Everything takes more room.</source>
        <translation>モデルの確信度を回答とともに保存します。「すべて」は容量を多く使います。</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>確信度</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
    <message>
        <source>Nothing is kept.</source>
        <translation>何も残していません。</translation>
    </message>
    <message>
        <source>{size}, and it can be read again at any time.</source>
        <translation>{size}。いつでも読み直せます。</translation>
    </message>
    <message>
        <source>While nothing is asked, the model reads what the next question will come after, and the question itself while you write it. It then answers sooner; not in low-power mode.</source>
        <translation>質問がない間に、次の質問の前に来る内容と、書きかけの質問をモデルが読んでおきます。そのぶん早く答えられます。低電力モードでは行いません。</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Download</source>
        <translation>ダウンロード</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>再開</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再試行</translation>
    </message>
    <message>
        <source>Load now</source>
        <translation>今すぐ読み込む</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使う</translation>
    </message>
    <message>
        <source>Use anyway</source>
        <translation>このまま使う</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>今はしない</translation>
    </message>
    <message>
        <source>Soliloquy will connect to {host} and its file servers and fetch {size}; {free} are free on the disk.</source>
        <translation>{host}とそのファイルサーバに接続し、{size}をダウンロードします。ディスクの空きは{free}です。</translation>
    </message>
    <message>
        <source>Of what you have typed, only the name of the repository is sent.</source>
        <translation>入力した内容のうち、送信されるのはリポジトリの名前だけです。</translation>
    </message>
    <message>
        <source>Nothing that you have typed is sent.</source>
        <translation>入力した内容は送信されません。</translation>
    </message>
    <message>
        <source>{size} are needed and {free} are free on the disk: make room there, or move the models folder.</source>
        <translation>{size}必要ですが、ディスクの空きは{free}です。空きを増やすか、モデルフォルダを移動してください。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>It will not run on this Mac.</source>
        <translation>このMacでは動作しません。</translation>
    </message>
    <message>
        <source>Download {size}</source>
        <translation>{size}をダウンロード</translation>
    </message>
    <message>
        <source>Stop the download and delete the {size} that are here? Pausing it keeps them.</source>
        <translation>ダウンロードを中止し、届いている{size}を削除しますか？一時停止なら残ります。</translation>
    </message>
    <message>
        <source>Stop and delete</source>
        <translation>中止して削除</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Delete {name} from this Mac? This frees {size}. Your conversations stay.</source>
        <translation>{name}をこのMacから削除しますか？{size}の空きができます。会話は残ります。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Take {name} off this list? Its files stay where they are, so this frees nothing.</source>
        <translation>{name}をこのリストから外しますか？ファイルはそのまま残るため、空きは増えません。</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>リストから外す</translation>
    </message>
    <message>
        <source>The demo model answers then.</source>
        <translation>その後はデモモデルが答えます。</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>残す</translation>
    </message>
    <message>
        <source>Reveal in Finder</source>
        <translation>Finderに表示</translation>
    </message>
    <message>
        <source>Show in Folder</source>
        <translation>フォルダに表示</translation>
    </message>
    <message>
        <source>{speed} tok/s on this Mac</source>
        <translation>実測{speed}トークン/秒</translation>
    </message>
    <message>
        <source>{size} for the model</source>
        <translation>モデルに{size}</translation>
    </message>
    <message>
        <source>{size} for this conversation</source>
        <translation>この会話に{size}</translation>
    </message>
    <message>
        <source>{size} to go on from earlier places in it</source>
        <translation>会話の途中からの再開用に{size}</translation>
    </message>
    <message>
        <source>{size} for other branches and conversations</source>
        <translation>ほかの分岐と会話に{size}</translation>
    </message>
    <message>
        <source>{size} kept ready</source>
        <translation>予備に{size}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Uses {total} of memory: {parts}. At most {peak} so far.</source>
        <translation>メモリを{total}使用中（{parts}）。これまでの最大は{peak}です。</translation>
    </message>
    <message>
        <source>Uses {total} of memory: {parts}. At most {peak} so far; {limit} are allowed.</source>
        <translation>メモリを{total}使用中（{parts}）。これまでの最大は{peak}、上限は{limit}です。</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>残り{time}</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}秒</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes}分</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours}時間{minutes}分</translation>
    </message>
    <message>
        <source>Not downloaded</source>
        <translation>未ダウンロード</translation>
    </message>
    <message>
        <source>Checking the files</source>
        <translation>ファイルを検証中</translation>
    </message>
    <message>
        <source>Downloading</source>
        <translation>ダウンロード中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>一時停止中</translation>
    </message>
    <message>
        <source>Removing…</source>
        <translation>削除中…</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失敗</translation>
    </message>
    <message>
        <source>Asleep</source>
        <translation>スリープ中</translation>
    </message>
    <message>
        <source>On disk</source>
        <translation>ディスク上</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>読み込み中</translation>
    </message>
    <message>
        <source>Loaded</source>
        <translation>読み込み済み</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent}%</translation>
    </message>
    <message>
        <source>Check the files</source>
        <translation>ファイルを検証</translation>
    </message>
    <message>
        <source>Read all {size} of {name} again and compare them with their checksums? It cannot be used meanwhile. Only if something is damaged, Soliloquy connects to {host} and fetches that again.</source>
        <translation>{name}の{size}をすべて読み直して、チェックサムと照合しますか？その間は使用できません。破損があったときだけ{host}に接続し、その部分をダウンロードし直します。</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Models</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Benchmark…</source>
        <translation>ベンチマーク…</translation>
    </message>
    <message>
        <source>Models run on this Mac and nowhere else. {memory} of memory · {disk} free on disk.</source>
        <translation>モデルはこのMacだけで動作します。メモリは{memory}、ディスクの空きは{disk}です。</translation>
    </message>
    <message>
        <source>{name} was removed; {size} are free again.</source>
        <translation>{name}を削除し、{size}の空きができました。</translation>
    </message>
    <message>
        <source>{name} was taken off the list.</source>
        <translation>{name}をリストから外しました。</translation>
    </message>
    <message>
        <source>Choose a folder with a gpt-oss model</source>
        <translation>gpt-ossモデルのフォルダを選択</translation>
    </message>
    <message>
        <source>Choose where the models are to be kept</source>
        <translation>モデルの保存先を選択</translation>
    </message>
</context>
<context>
    <name>OutgoingView</name>
    <message>
        <source>What would be sent</source>
        <translation>送信される内容</translation>
    </message>
    <message>
        <source>{who}, sent before</source>
        <translation>{who}（送信済み）</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Conversation</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>Settings › {section}</source>
        <translation>設定 › {section}</translation>
    </message>
    <message>
        <source>Find anything</source>
        <translation>すべてを検索</translation>
    </message>
    <message>
        <source>Find a command, a conversation or a setting</source>
        <translation>コマンド、会話、設定を検索</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>見つかったもの</translation>
    </message>
    <message>
        <source>Nothing like that was found.</source>
        <translation>見つかりませんでした。</translation>
    </message>
</context>
<context>
    <name>Place</name>
    <message>
        <source>Questions here go to {host}. You see what is sent before it is.</source>
        <translation>ここでの質問は{host}に送られます。送信の前に内容を確認できます。</translation>
    </message>
    <message>
        <source>Partly sent out</source>
        <translation>一部送信済み</translation>
    </message>
    <message>
        <source>Parts of this conversation were sent to a service. New questions stay on this Mac.</source>
        <translation>この会話の一部はサービスに送信されました。新しい質問はこのMacの外に出ません。</translation>
    </message>
    <message>
        <source>On this Mac</source>
        <translation>このMac内</translation>
    </message>
    <message>
        <source>The model runs on this Mac. Nothing you type leaves it.</source>
        <translation>モデルはこのMacで動作します。入力した内容が外に出ることはありません。</translation>
    </message>
    <message>
        <source>{model} answers. What you send leaves this Mac, after you saw it. Check important facts.</source>
        <translation>{model}が回答します。送信した内容は、確認の後にこのMacの外に出ます。重要な事柄は確認してください。</translation>
    </message>
    <message>
        <source>Runs on this Mac. Parts of this conversation were sent out before. Check important facts.</source>
        <translation>このMacで動作します。この会話の一部は以前に送信されました。重要な事柄は確認してください。</translation>
    </message>
    <message>
        <source>Runs on this Mac. Nothing is sent anywhere. Check important facts.</source>
        <translation>このMacで動作し、どこにも送信しません。重要な事柄は確認してください。</translation>
    </message>
    <message>
        <source>This conversation goes to {model}. Before anything is sent, you see exactly what.</source>
        <translation>この会話は{model}に送られます。何かが送信される前に、その内容をすべて確認できます。</translation>
    </message>
    <message>
        <source>A private chat whose reasoning you can read as it is written. The model runs on this Mac; nothing you type leaves it.</source>
        <translation>思考の過程をその場で読める、プライベートなチャットです。モデルはこのMacで動作し、入力した内容が外に出ることはありません。</translation>
    </message>
</context>
<context>
    <name>PlainPiece</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Shown as it was written: laying out its Markdown would take too long.</source>
        <translation>書かれたとおりに表示しています。Markdownとして組むと時間がかかりすぎるためです。</translation>
    </message>
</context>
<context>
    <name>Preambles</name>
    <message>
        <source>Said before the answer</source>
        <translation>回答の前の一言</translation>
    </message>
</context>
<context>
    <name>PresetRow</name>
    <message>
        <source>Edit</source>
        <translation>編集</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>本文</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>名前なし</translation>
    </message>
</context>
<context>
    <name>PresetsPage</name>
    <message>
        <source>Prompts and personas</source>
        <translation>プロンプトとペルソナ</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>取り消す</translation>
    </message>
    <message>
        <source>Prompts</source>
        <translation>プロンプト</translation>
    </message>
    <message>
        <source>Type / in an empty box to put one into it.</source>
        <translation>空の入力欄で「/」を入力すると挿入できます。</translation>
    </message>
    <message>
        <source>New prompt</source>
        <translation>新しいプロンプト</translation>
    </message>
    <message>
        <source>Personas</source>
        <translation>ペルソナ</translation>
    </message>
    <message>
        <source>How the model is to answer in a conversation. Type / in an empty box to choose one.</source>
        <translation>会話でのモデルの答え方です。空の入力欄で「/」を入力すると選べます。</translation>
    </message>
    <message>
        <source>New persona</source>
        <translation>新しいペルソナ</translation>
    </message>
    <message>
        <source>“{name}” was deleted.</source>
        <translation>「{name}」を削除しました。</translation>
    </message>
    <message>
        <source>Without a name</source>
        <translation>名前なし</translation>
    </message>
</context>
<context>
    <name>PrivacySection</name>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>What stays on this Mac</source>
        <translation>このMacに残るもの</translation>
    </message>
    <message>
        <source>Everything, unless you ask a service yourself and agree to what is sent. The model runs in a process that has no access to the network. There is no account, no telemetry and no crash reporter.</source>
        <translation>すべてです。ただし、ご自身でサービスに質問し、送る内容に同意した場合を除きます。モデルはネットワークに接続できないプロセスで動作します。アカウントも利用状況の収集もクラッシュ報告もありません。</translation>
    </message>
    <message>
        <source>Reveal in Finder</source>
        <translation>Finderに表示</translation>
    </message>
    <message>
        <source>Show in Folder</source>
        <translation>フォルダに表示</translation>
    </message>
    <message>
        <source>Where your data is</source>
        <translation>データの場所</translation>
    </message>
    <message>
        <source>How it is kept</source>
        <translation>保存のしかた</translation>
    </message>
    <message>
        <source>Conversations are one file in that folder, readable by your account only and not encrypted beyond what the disk is. They stay until you delete them, and a week longer in case you want one back.</source>
        <translation>会話はそのフォルダの一つのファイルにあり、あなたのアカウントだけが読めます。ディスク自体の暗号化のほかに暗号化はしていません。削除するまで残り、取り消せるように削除後も一週間は残ります。</translation>
    </message>
</context>
<context>
    <name>Promises</name>
    <message>
        <source>A chat whose reasoning you can read</source>
        <translation>思考の過程が読めるチャット</translation>
    </message>
    <message>
        <source>Soliloquy runs OpenAI&apos;s open model gpt-oss on your own Mac, and shows how it thinks.</source>
        <translation>Soliloquyは、OpenAIのオープンモデルgpt-ossをお手元のMacで動かし、その考える過程を表示します。</translation>
    </message>
    <message>
        <source>The model runs here, in a process that has no access to the network.</source>
        <translation>モデルは、このMac上の、ネットワークにアクセスできないプロセスで動作します。</translation>
    </message>
    <message>
        <source>Your conversations stay in one file in your own folder. No account, no telemetry.</source>
        <translation>会話はあなたのフォルダにある1つのファイルに保存されます。アカウント登録も利用状況の送信もありません。</translation>
    </message>
    <message>
        <source>It connects to the internet only when you ask for it, and says first to whom.</source>
        <translation>インターネットに接続するのは、あなたが指示したときだけです。接続先は事前に表示します。</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>続ける</translation>
    </message>
</context>
<context>
    <name>ProsePiece</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
</context>
<context>
    <name>QuestionEditor</name>
    <message>
        <source>Your question, to be edited</source>
        <translation>編集中の質問</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>質問する</translation>
    </message>
    <message>
        <source>Ask the edited question</source>
        <translation>編集した質問をする</translation>
    </message>
    <message>
        <source>The old question and its answers are kept beside the new one.</source>
        <translation>元の質問と回答は、新しい質問の隣にそのまま残ります。</translation>
    </message>
    <message>
        <source>A reply is being written: this can be asked when it is done.</source>
        <translation>回答を書いている途中です。終わってから質問できます。</translation>
    </message>
    <message>
        <source>This is too long to be pasted here: nothing was changed.</source>
        <translation>長すぎるため、ここには貼り付けられません。何も変更していません。</translation>
    </message>
    <message>
        <source>This question keeps its files: others can go with the next one.</source>
        <translation>この質問のファイルは変わりません。ほかのファイルは次の質問に添付できます。</translation>
    </message>
</context>
<context>
    <name>QuestionView</name>
    <message>
        <source>Edit the question</source>
        <translation>質問を編集</translation>
    </message>
</context>
<context>
    <name>ReasoningPane</name>
    <message>
        <source>Keep reasoning open</source>
        <translation>思考を開いたままにする</translation>
    </message>
    <message>
        <source>Copy the reasoning</source>
        <translation>思考をコピー</translation>
    </message>
    <message>
        <source>low effort</source>
        <translation>思考の深さ：低</translation>
    </message>
    <message>
        <source>medium effort</source>
        <translation>思考の深さ：中</translation>
    </message>
    <message>
        <source>high effort</source>
        <translation>思考の深さ：高</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds}秒</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes}分{seconds}秒</translation>
    </message>
    <message>
        <source>Thinking… {time}</source>
        <translation>思考中… {time}</translation>
    </message>
    <message>
        <source>Stopped after {time}</source>
        <translation>{time}で停止</translation>
    </message>
    <message>
        <source>Thought for {time}</source>
        <translation>{time}間思考</translation>
    </message>
    <message>
        <source>1 token</source>
        <translation>1トークン</translation>
    </message>
    <message>
        <source>{count} tokens</source>
        <translation>{count}トークン</translation>
    </message>
    <message>
        <source>{tokens} · {effort}</source>
        <translation>{tokens} · {effort}</translation>
    </message>
    <message>
        <source>Waiting for the model…</source>
        <translation>モデルを待っています…</translation>
    </message>
    <message>
        <source>Waiting for the model… {percent} %</source>
        <translation>モデルを待っています… {percent}%</translation>
    </message>
    <message>
        <source>Reading the question… {done} of {total} tokens</source>
        <translation>質問を読んでいます… {done} / {total}トークン</translation>
    </message>
    <message>
        <source>Reading the question…</source>
        <translation>質問を読んでいます…</translation>
    </message>
    <message>
        <source>Find in this reasoning</source>
        <translation>この思考の中を検索</translation>
    </message>
    <message>
        <source>Thought, not shared by the provider</source>
        <translation>思考あり（提供元は内容を非公開）</translation>
    </message>
    <message>
        <source>Asking {model}…</source>
        <translation>{model}に質問しています…</translation>
    </message>
</context>
<context>
    <name>ReasoningSection</name>
    <message>
        <source>Reasoning</source>
        <translation>思考の過程</translation>
    </message>
    <message>
        <source>Raw and unfiltered</source>
        <translation>未加工の思考</translation>
    </message>
    <message>
        <source>What you see of the reasoning is what the model wrote to itself. It can be wrong, and it may hold what an answer would not say.</source>
        <translation>モデルが自分に向けて書いたままのものです。誤りがあったり、回答には書かれない内容を含んだりすることがあります。</translation>
    </message>
    <message>
        <source>While the model thinks</source>
        <translation>モデルが考えている間</translation>
    </message>
    <message>
        <source>What is shown until the answer begins. A reasoning that you open yourself stays open.</source>
        <translation>回答が始まるまでの表示です。自分で開いた思考は開いたままになります。</translation>
    </message>
    <message>
        <source>One line</source>
        <translation>1行</translation>
    </message>
    <message>
        <source>A few lines</source>
        <translation>数行</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Always show the reasoning</source>
        <translation>思考を常に表示</translation>
    </message>
    <message>
        <source>Of every reply, also after its answer.</source>
        <translation>すべての回答で、回答の後も表示します。</translation>
    </message>
</context>
<context>
    <name>RepositoryRow</name>
    <message>
        <source>A gpt-oss model on {host}, by its owner and name</source>
        <translation>{host}にあるgpt-ossモデルを、所有者と名前で指定</translation>
    </message>
    <message>
        <source>{host} is asked what there is under this name. Nothing is fetched before you agree.</source>
        <translation>この名前で何があるかを{host}に問い合わせます。同意するまで何もダウンロードしません。</translation>
    </message>
    <message>
        <source>owner/name</source>
        <translation>所有者/名前</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Look it up</source>
        <translation>調べる</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>調べています…</translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message>
        <source>Copy</source>
        <translation>コピー</translation>
    </message>
    <message>
        <source>Export as JSON…</source>
        <translation>JSONとして書き出す…</translation>
    </message>
    <message>
        <source>Export the benchmark</source>
        <translation>ベンチマークを書き出す</translation>
    </message>
</context>
<context>
    <name>RunView</name>
    <message>
        <source>Random weights</source>
        <translation>ランダムな重み</translation>
    </message>
    <message>
        <source>The model in use</source>
        <translation>使用中のモデル</translation>
    </message>
    <message>
        <source>What is measured</source>
        <translation>測定対象</translation>
    </message>
    <message>
        <source>Your model sleeps meanwhile: two would not fit, or take each other&apos;s time. It comes back with your next question, which also ends the measuring.</source>
        <translation>測定中、モデルはスリープします。2つを同時に動かすと、メモリが足りないか、互いに遅くなるためです。次の質問をするとモデルは戻り、測定は終了します。</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>測定中</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>実行</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Cancelled. Nothing of it was kept.</source>
        <translation>キャンセルしました。結果は残っていません。</translation>
    </message>
    <message>
        <source>A model with gpt-oss-20b&apos;s layers and experts, but narrow and of random weights. Takes a few minutes and little memory, and shows what the engine itself costs.</source>
        <translation>gpt-oss-20bと同じ層とエキスパートを持ち、幅が小さくランダムな重みのモデルです。数分かかりますがメモリは少なくて済み、エンジン自体のコストがわかります。</translation>
    </message>
    <message>
        <source>{model} itself, held by one side after the other, or by both where there is room. Takes some minutes.</source>
        <translation>{model}を片方ずつ、空きがあれば両方で同時に読み込みます。数分かかります。</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Search conversations, commands and settings</source>
        <translation>会話、コマンド、設定を検索</translation>
    </message>
</context>
<context>
    <name>SendButton</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>送信</translation>
    </message>
    <message>
        <source>Stop  (Esc)</source>
        <translation>停止（Esc）</translation>
    </message>
    <message>
        <source>Waiting for a file to be read</source>
        <translation>ファイルの読み取りを待っています</translation>
    </message>
    <message>
        <source>Send  (Return)</source>
        <translation>送信（Return）</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>A download is being checked. Measure when that is done.</source>
        <translation>ダウンロードしたファイルを検証中です。終わってから測定してください。</translation>
    </message>
    <message>
        <source>A key is for a service: --key-from-keyring needs --endpoint.</source>
        <translation>キーはサービス用です。--key-from-keyringには--endpointが必要です。</translation>
    </message>
    <message>
        <source>A little smaller and faster than gpt-oss-20b, and a little less exact.</source>
        <translation>gpt-oss-20bより少し小さく速い一方、精度は少し下がります。</translation>
    </message>
    <message>
        <source>A model is loaded only from an absolute folder on this Mac, not from “{folder}”.</source>
        <translation>モデルは、このMac上の絶対パスのフォルダからのみ読み込みます。「{folder}」からは読み込みません。</translation>
    </message>
    <message>
        <source>A reply is being written. Measure when it is done, or stop it first.</source>
        <translation>回答を生成中です。終わってから測定するか、先に停止してください。</translation>
    </message>
    <message>
        <source>A version is named by its 40 hexadecimal digits, which never mean anything else. Without one, the newest is taken.</source>
        <translation>バージョンは、一意に決まる40桁の16進数で指定してください。指定しない場合は最新のものを使います。</translation>
    </message>
    <message>
        <source>A web page came instead of an answer of {service}: is there a network that wants you to log in?</source>
        <translation>{service}の回答の代わりにWebページが届きました。ネットワークへのログインが必要でないか確認してください。</translation>
    </message>
    <message>
        <source>A web page came instead of the model, usually the login page of a public network; open a browser, log in, and the download goes on.</source>
        <translation>モデルの代わりにWebページが届きました。多くの場合、公衆ネットワークのログイン画面です。ブラウザでログインすると、ダウンロードが続きます。</translation>
    </message>
    <message>
        <source>All of it takes a Mac with {gigabytes} GB of memory.</source>
        <translation>すべてを使うには、メモリ{gigabytes} GBのMacが必要です。</translation>
    </message>
    <message>
        <source>Ask one question: answer on stdout, reasoning on stderr. Nothing leaves this Mac without --endpoint.</source>
        <translation>質問を一つ送ります。回答は標準出力、思考は標準エラー出力に出ます。--endpointを付けない限り、このMacの外には何も送られません。</translation>
    </message>
    <message>
        <source>Asks the demo model one question through the real window and prints what was seen as JSON.</source>
        <translation>実際のウインドウを通じてデモモデルに質問を一つ送り、結果をJSONで出力します。</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>Close other apps first.</source>
        <translation>先にほかのアプリを終了してください。</translation>
    </message>
    <message>
        <source>Comes with the app to show how it works: it does small sums and small talk, and knows nothing else.</source>
        <translation>使い方を試すためにアプリに付属しています。できるのは簡単な計算とあいさつだけです。</translation>
    </message>
    <message>
        <source>Cut: the token limit was reached.</source>
        <translation>トークンの上限に達したため、途中で切れました。</translation>
    </message>
    <message>
        <source>Exit status: 0 answered, 1 failed, 2 not understood, 3 no answer, 4 cut, 130 stopped.</source>
        <translation>終了ステータス: 0 回答あり、1 失敗、2 引数を解釈できない、3 回答なし、4 途中で打ち切り、130 停止。</translation>
    </message>
    <message>
        <source>Exit status: 0 done, 1 it could not be done, 2 not understood, 130 stopped (get goes on later).</source>
        <translation>終了ステータス: 0 完了、1 実行できない、2 引数を解釈できない、130 停止（getは後で続きから再開）。</translation>
    </message>
    <message>
        <source>Exit status: 0 every figure is within its bound, 1 one is not, 2 not understood.</source>
        <translation>終了ステータス: 0 すべての値が範囲内、1 範囲外の値がある、2 引数を解釈できない。</translation>
    </message>
    <message>
        <source>Exit status: 0 everything works, 1 something does not, 2 not understood.</source>
        <translation>終了ステータス: 0 すべて正常、1 問題がある、2 引数を解釈できない。</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>動作可能</translation>
    </message>
    <message>
        <source>Fits with {tokens} tokens of context</source>
        <translation>{tokens}トークンのコンテキストで動作</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>It cannot be read: {reason}.</source>
        <translation>読み取れません（{reason}）。</translation>
    </message>
    <message>
        <source>It describes its model without a usable “{name}”.</source>
        <translation>モデルの記述に、使用できる「{name}」がありません。</translation>
    </message>
    <message>
        <source>It describes layers that gpt-oss does not have.</source>
        <translation>gpt-ossにはない層が記述されています。</translation>
    </message>
    <message>
        <source>It has no readable {file}.</source>
        <translation>読み取れる{file}がありません。</translation>
    </message>
    <message>
        <source>It holds no gpt-oss model, and no other kind can be loaded.</source>
        <translation>gpt-ossモデルが入っていません。ほかの種類は読み込めません。</translation>
    </message>
    <message>
        <source>It is not whole: {file} is missing.</source>
        <translation>{file}がなく、不完全です。</translation>
    </message>
    <message>
        <source>It needs {need_memory} of memory and {free_memory} are free now, so this Mac would become slow.</source>
        <translation>{need_memory}のメモリが必要ですが、今の空きは{free_memory}のため、コンピュータの動作が遅くなります。</translation>
    </message>
    <message>
        <source>It needs {need_memory} of memory even for a short conversation, and this Mac can give a model {limit_memory}.</source>
        <translation>短い会話でも{need_memory}のメモリが必要ですが、このMacでモデルに使えるのは{limit_memory}です。</translation>
    </message>
    <message>
        <source>It needs {need_memory} of memory with {tokens} tokens of context; this Mac can give a model {limit_memory}.</source>
        <translation>{tokens}トークンのコンテキストで{need_memory}のメモリが必要です。このMacでモデルに使えるのは{limit_memory}です。</translation>
    </message>
    <message>
        <source>It runs on Macs with {gigabytes} GB of memory and more.</source>
        <translation>メモリ{gigabytes} GB以上のMacで動作します。</translation>
    </message>
    <message>
        <source>Its {file} is damaged.</source>
        <translation>{file}が壊れています。</translation>
    </message>
    <message>
        <source>Its {file} is no file.</source>
        <translation>{file}がファイルではありません。</translation>
    </message>
    <message>
        <source>Its {file} makes no sense.</source>
        <translation>{file}の内容が正しくありません。</translation>
    </message>
    <message>
        <source>Judges texts by a policy that you write; it is made for that and not for chatting.</source>
        <translation>あなたが書いた方針に沿ってテキストを判定するモデル。判定専用で、チャット向けではありません。</translation>
    </message>
    <message>
        <source>Measures the engine beside bare mlx-lm on the same weights, or what the window costs.</source>
        <translation>同じ重みでエンジンをmlx-lm単体と並べて計測するか、ウインドウの負荷を計測します。</translation>
    </message>
    <message>
        <source>Measuring was ended, since the model is needed. Nothing of it was kept.</source>
        <translation>モデルが必要になったため、測定を中止しました。結果は残っていません。</translation>
    </message>
    <message>
        <source>Needs a Mac with {gigabytes} GB</source>
        <translation>メモリ{gigabytes} GBのMacが必要</translation>
    </message>
    <message>
        <source>No model is loaded yet. Choose one, then ask again.</source>
        <translation>モデルがまだ読み込まれていません。モデルを選んでから、もう一度質問してください。</translation>
    </message>
    <message>
        <source>Nobody answers at the address of {service}. The question is kept; try again when the service runs.</source>
        <translation>{service}のアドレスから応答がありません。質問は残っています。サービスの動作を確認して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>Not asked, since nobody is there to answer: add --yes.</source>
        <translation>答える人がいないため確認していません。--yesを付けてください。</translation>
    </message>
    <message>
        <source>Not enough free memory now</source>
        <translation>今は空きメモリが不足</translation>
    </message>
    <message>
        <source>Nothing of this session will be kept after the window is closed.</source>
        <translation>ウインドウを閉じると、今回の内容は残りません。</translation>
    </message>
    <message>
        <source>Nothing was fetched; --anyway fetches it nevertheless.</source>
        <translation>何も取得していません。--anywayを付けるとそれでも取得します。</translation>
    </message>
    <message>
        <source>Nothing was removed.</source>
        <translation>何も削除していません。</translation>
    </message>
    <message>
        <source>ON DISK</source>
        <translation>ディスク上</translation>
    </message>
    <message>
        <source>FIT</source>
        <translation>このMacでは</translation>
    </message>
    <message>
        <source>OpenAI&apos;s larger open model, as published: better answers, for a Mac with a great deal of memory.</source>
        <translation>OpenAIの大きい方のオープンモデル（公開されたまま）。より良い回答が得られます。大容量のメモリを搭載したMac向けです。</translation>
    </message>
    <message>
        <source>Parts of this conversation were damaged on the disk: what can still be read is shown and nothing was deleted.</source>
        <translation>この会話の一部がディスク上で壊れています。読み取れる部分を表示しています。何も削除していません。</translation>
    </message>
    <message>
        <source>Paused; what has arrived is kept, and the same command goes on with it.</source>
        <translation>一時停止しました。届いた分は残っており、同じコマンドで続きから再開します。</translation>
    </message>
    <message>
        <source>Remove {name} and free {size}?</source>
        <translation>{name}を削除して{size}を空けますか？</translation>
    </message>
    <message>
        <source>SIZE</source>
        <translation>サイズ</translation>
    </message>
    <message>
        <source>Sending {messages} ({characters}) and the key “{key}” of the keyring to {address} for {model}.</source>
        <translation>{messages}（{characters}）とキーチェーンのキー「{key}」を、{model}宛てに{address}へ送信します。</translation>
    </message>
    <message>
        <source>Sending {messages} ({characters}) to {address} for {model}.</source>
        <translation>{messages}（{characters}）を、{model}宛てに{address}へ送信します。</translation>
    </message>
    <message>
        <source>So this cannot be entered in the cloud ledger, and nothing was sent.</source>
        <translation>そのためクラウドの利用記録に残せず、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>Soliloquy is already open with this history: please use the window that is there.</source>
        <translation>この履歴はすでに別のSoliloquyで開かれています。開いているウインドウを使ってください。</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>停止しました。</translation>
    </message>
    <message>
        <source>That cannot be fetched: {fault}.</source>
        <translation>取得できません: {fault}。</translation>
    </message>
    <message>
        <source>The account at {service} has no credit left. Asking again is useless until it is topped up there.</source>
        <translation>{service}のアカウントの残高がありません。チャージするまで、質問しても回答は得られません。</translation>
    </message>
    <message>
        <source>The answer could not be written: {reason}.</source>
        <translation>回答を書き出せませんでした（{reason}）。</translation>
    </message>
    <message>
        <source>The app is closing; nothing was asked.</source>
        <translation>アプリを終了中のため、質問しませんでした。</translation>
    </message>
    <message>
        <source>The benchmark could not be written to “{name}”: choose another place.</source>
        <translation>ベンチマークを「{name}」に書き出せませんでした。別の場所を選んでください。</translation>
    </message>
    <message>
        <source>The benchmark ended without a result, so nothing was kept. Please try again.</source>
        <translation>ベンチマークが結果を出さずに終わったため、何も保存していません。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The cloud ledger keeps an estimate of this request.</source>
        <translation>クラウドの利用記録には、この送信の概算が残ります。</translation>
    </message>
    <message>
        <source>The connection to this address is not encrypted: whoever is on the same network can read along.</source>
        <translation>このアドレスへの接続は暗号化されていません。同じネットワークの人に内容を読まれる可能性があります。</translation>
    </message>
    <message>
        <source>The connection to {service} broke before the answer was complete. What came is kept.</source>
        <translation>回答が終わる前に{service}との接続が切れました。届いた部分は残っています。</translation>
    </message>
    <message>
        <source>The connection to {service} cannot be trusted, so nothing was sent. Check address and network.</source>
        <translation>{service}との接続を信頼できないため、何も送信しませんでした。アドレスとネットワークを確認してください。</translation>
    </message>
    <message>
        <source>The connection to {service} ended before an answer began. The question is kept and can be sent again.</source>
        <translation>回答が始まる前に{service}との接続が切れました。質問は残っています。もう一度送信できます。</translation>
    </message>
    <message>
        <source>The connection was lost; what has arrived is kept, and the download goes on once there is a connection.</source>
        <translation>接続が切れました。届いた分は残っています。接続が戻るとダウンロードが続きます。</translation>
    </message>
    <message>
        <source>The content filter of {service} ended this answer. What came before is kept.</source>
        <translation>{service}のコンテンツフィルタにより、回答が終了しました。それまでの部分は残っています。</translation>
    </message>
    <message>
        <source>The conversation is too long for {model}. Begin a new one, or ask a model with a larger context.</source>
        <translation>会話が{model}には長すぎます。新しい会話を始めるか、コンテキストの大きいモデルに質問してください。</translation>
    </message>
    <message>
        <source>The copy of “{file}” is not what was written, so that disk may be failing. Your models stay where they are.</source>
        <translation>「{file}」のコピーが書き込んだ内容と一致しません。移動先のディスクが故障している可能性があります。モデルは元の場所にあります。</translation>
    </message>
    <message>
        <source>The data folder cannot be used ({reason}).</source>
        <translation>データフォルダを使用できません（{reason}）。</translation>
    </message>
    <message>
        <source>The demo model comes with the app and cannot be removed on its own.</source>
        <translation>デモモデルはアプリに付属しているため、単独では削除できません。</translation>
    </message>
    <message>
        <source>The demo model is missing from this installation: please install Soliloquy again or choose another one.</source>
        <translation>デモモデルが見つかりません。Soliloquyをインストールし直すか、別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>The disk did not accept this: it stays in the window and saving is tried again.</source>
        <translation>ディスクに保存できませんでした。内容はウインドウに残っており、保存をもう一度試みます。</translation>
    </message>
    <message>
        <source>The disk is full: this stays in the window and is saved as soon as there is room.</source>
        <translation>ディスクがいっぱいです。内容はウインドウに残っており、空きができしだい保存します。</translation>
    </message>
    <message>
        <source>The download broke off several times in a row; what has arrived is kept, and you can try again.</source>
        <translation>ダウンロードが何度も続けて途切れました。届いた分は残っています。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The download has stopped because of a fault in Soliloquy; what has arrived is kept, and you can try again.</source>
        <translation>Soliloquyの不具合によりダウンロードが止まりました。届いた分は残っています。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The download of “{name}” is not finished: let it go on, or choose another model.</source>
        <translation>「{name}」のダウンロードは完了していません。続けるか、別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>The download was interrupted and goes on by itself; what has arrived is kept.</source>
        <translation>ダウンロードが中断されましたが、自動的に続きます。届いた分は残っています。</translation>
    </message>
    <message>
        <source>The download was interrupted; what has arrived is kept, and the same command goes on with it.</source>
        <translation>ダウンロードが中断されました。届いた分は残っており、同じコマンドで続きから再開します。</translation>
    </message>
    <message>
        <source>The engine belongs to another version of this app. Install the app again.</source>
        <translation>エンジンが、このアプリとは別のバージョンのものです。アプリをインストールし直してください。</translation>
    </message>
    <message>
        <source>The engine cannot be started. Your conversations are safe; install the app again.</source>
        <translation>エンジンを起動できません。会話は無事です。アプリをインストールし直してください。</translation>
    </message>
    <message>
        <source>The engine could not read this question, which is a fault of this app. Your words are kept.</source>
        <translation>アプリの不具合により、エンジンがこの質問を読み取れませんでした。入力した内容は残っています。</translation>
    </message>
    <message>
        <source>The engine stopped three times in a row and is off now. Start it again, or choose another model.</source>
        <translation>エンジンが3回続けて停止したため、現在はオフです。起動し直すか、別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>The engine stopped unexpectedly. The text so far is kept; the engine starts again, and you can ask again.</source>
        <translation>エンジンが予期せず停止しました。ここまでのテキストは残っています。エンジンは再起動するので、もう一度質問できます。</translation>
    </message>
    <message>
        <source>The files as OpenAI published them, nothing packed anew: somewhat larger and slower than gpt-oss-20b.</source>
        <translation>OpenAIが公開したままのファイル（再圧縮なし）。gpt-oss-20bよりやや大きく、やや遅くなります。</translation>
    </message>
    <message>
        <source>The files of the real vocabulary in {folder} are damaged.</source>
        <translation>{folder}にある語彙のファイルが壊れています。</translation>
    </message>
    <message>
        <source>The files of the real vocabulary in {folder} are missing or damaged.</source>
        <translation>{folder}にある語彙のファイルがないか、壊れています。</translation>
    </message>
    <message>
        <source>The files on the server are not those of the model you chose, so nothing more is fetched; choose another one.</source>
        <translation>サーバ上のファイルが選んだモデルのものではないため、ダウンロードを中止しました。別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>The history cannot be written: please check the permissions of the data folder.</source>
        <translation>履歴に書き込めません。データフォルダのアクセス権を確認してください。</translation>
    </message>
    <message>
        <source>The history file is damaged: it is put aside, with all its bytes, at the next start.</source>
        <translation>履歴ファイルが壊れています。次回の起動時に、内容をそのまま残して別の場所に移します。</translation>
    </message>
    <message>
        <source>The history file was damaged: nothing in it could be read, and it was kept, with all its bytes, as “{file}” in the data folder.</source>
        <translation>履歴ファイルが壊れていて、何も読み取れませんでした。元のファイルは、そのままデータフォルダの「{file}」に残してあります。</translation>
    </message>
    <message>
        <source>The history file was damaged: {recovered} of its questions could be taken over, and it was kept, with all its bytes, as “{file}” in the data folder.</source>
        <translation>履歴ファイルが壊れていましたが、{recovered}件の質問を引き継ぎました。元のファイルは、そのままデータフォルダの「{file}」に残してあります。</translation>
    </message>
    <message>
        <source>The history file was moved or deleted while this window was open: what is new is only in the window. Put the file back, or copy what you need and open Soliloquy again.</source>
        <translation>このウインドウを開いている間に、履歴ファイルが移動または削除されました。新しい内容はこのウインドウにしかありません。ファイルを元に戻すか、必要なものをコピーしてからSoliloquyを開き直してください。</translation>
    </message>
    <message>
        <source>The key for {service} has characters that no key has, so nothing was sent. Enter it again.</source>
        <translation>{service}のキーに使えない文字が含まれているため、何も送信しませんでした。入力し直してください。</translation>
    </message>
    <message>
        <source>The keyring did not give back the key that it was given, so the key was not kept. Try again.</source>
        <translation>保存したキーをキーチェーンから読み戻せなかったため、キーを保存しませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The keyring did not give the key. Unlock it, or allow this app to use it, and try again.</source>
        <translation>キーチェーンからキーを取得できませんでした。ロックを解除するか、このアプリの使用を許可してから、もう一度お試しください。</translation>
    </message>
    <message>
        <source>The keyring has no key “{name}” for this app, so nothing was sent.</source>
        <translation>キーチェーンにこのアプリ用のキー「{name}」がないため、何も送信しませんでした。</translation>
    </message>
    <message>
        <source>The keyring still has the key. Remove the entry “Soliloquy” in the system&apos;s password app.</source>
        <translation>キーがキーチェーンに残っています。システムのパスワード管理アプリで項目「Soliloquy」を削除してください。</translation>
    </message>
    <message>
        <source>The larger model with its layers outside the experts packed in 8 bits: a little smaller and faster.</source>
        <translation>大きい方のモデルの、エキスパート以外の層を8ビットに圧縮したもの。少し小さく、少し速くなります。</translation>
    </message>
    <message>
        <source>The list of models of this installation is damaged ({error}): please install Soliloquy again.</source>
        <translation>モデルの一覧が壊れています（{error}）。Soliloquyを再インストールしてください。</translation>
    </message>
    <message>
        <source>The model ended without an answer.</source>
        <translation>モデルは回答せずに終わりました。</translation>
    </message>
    <message>
        <source>The model failed while it was answering. The text so far is kept, and the engine starts again.</source>
        <translation>回答中にモデルでエラーが起きました。ここまでのテキストは残っています。エンジンは再起動します。</translation>
    </message>
    <message>
        <source>The model folder holds far too many files.</source>
        <translation>モデルのフォルダにあるファイルが多すぎます。</translation>
    </message>
    <message>
        <source>The model folder holds no weights (model.safetensors).</source>
        <translation>モデルのフォルダに重み（model.safetensors）がありません。</translation>
    </message>
    <message>
        <source>The model folder “{folder}” cannot be read: {reason}.</source>
        <translation>モデルのフォルダ「{folder}」を読み取れません（{reason}）。</translation>
    </message>
    <message>
        <source>The model folder “{folder}” does not exist.</source>
        <translation>モデルのフォルダ「{folder}」がありません。</translation>
    </message>
    <message>
        <source>The model is being loaded. Measure when it is ready.</source>
        <translation>モデルを読み込み中です。準備ができてから測定してください。</translation>
    </message>
    <message>
        <source>The model reads and writes at most {context} tokens together: with the {prompt} of this conversation there is no room for a reply of {wanted}. Shorten one of them.</source>
        <translation>モデルが扱えるのは、読み書き合わせて{context}トークンまでです。この会話は{prompt}トークンあり、{wanted}トークンの回答が入りません。どちらかを短くしてください。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json describes a position encoding that gpt-oss does not have.</source>
        <translation>モデルのconfig.jsonに、gpt-ossにはない位置エンコーディングが記述されています。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json describes a position encoding that makes no sense.</source>
        <translation>モデルのconfig.jsonにある位置エンコーディングの記述が正しくありません。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json describes attention heads that do not fit together.</source>
        <translation>モデルのconfig.jsonにあるアテンションヘッドの記述に矛盾があります。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json describes its packing in a way that is not known here.</source>
        <translation>モデルのconfig.jsonにある圧縮形式の記述に対応していません。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json describes layers that gpt-oss does not have.</source>
        <translation>モデルのconfig.jsonに、gpt-ossにはない層が記述されています。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json gives no usable “original_max_position_embeddings”.</source>
        <translation>モデルのconfig.jsonに、使用できる「original_max_position_embeddings」がありません。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json gives no usable “{name}”.</source>
        <translation>モデルのconfig.jsonに、使用できる「{name}」がありません。</translation>
    </message>
    <message>
        <source>The model&apos;s config.json uses more experts than there are.</source>
        <translation>モデルのconfig.jsonで、存在する数より多くのエキスパートが使われています。</translation>
    </message>
    <message>
        <source>The model&apos;s folder cannot be written; what has arrived is kept, so make it writable or choose another folder.</source>
        <translation>モデルのフォルダに書き込めません。届いた分は残っています。書き込めるようにするか、別のフォルダを選んでください。</translation>
    </message>
    <message>
        <source>The model&apos;s weights are packed in a way that is not known here.</source>
        <translation>モデルの重みの圧縮形式に対応していません。</translation>
    </message>
    <message>
        <source>The models are being moved there already. They stay where they are until then.</source>
        <translation>モデルはすでにそこへ移動中です。終わるまでは元の場所にあります。</translation>
    </message>
    <message>
        <source>The models can be moved only to a folder on this Mac.</source>
        <translation>モデルは、このMac上のフォルダにだけ移動できます。</translation>
    </message>
    <message>
        <source>The models can be moved when no reply is being written. Please wait.</source>
        <translation>回答の生成中はモデルを移動できません。終わるまでお待ちください。</translation>
    </message>
    <message>
        <source>The models cannot be moved to a folder inside their own, or around it.</source>
        <translation>モデルを、モデルフォルダの中やそれを含むフォルダに移動することはできません。</translation>
    </message>
    <message>
        <source>The models could not be moved (“{file}”: {reason}). They stay where they are.</source>
        <translation>モデルを移動できませんでした（「{file}」：{reason}）。モデルは元の場所にあります。</translation>
    </message>
    <message>
        <source>The models could not be moved. They stay where they are.</source>
        <translation>モデルを移動できませんでした。モデルは元の場所にあります。</translation>
    </message>
    <message>
        <source>The models folder cannot be made: {reason}.</source>
        <translation>モデルのフォルダを作成できません: {reason}。</translation>
    </message>
    <message>
        <source>The models folder is being moved. Measure when it is done.</source>
        <translation>モデルフォルダを移動中です。終わってから測定してください。</translation>
    </message>
    <message>
        <source>The models folder is being moved: download when that is done.</source>
        <translation>モデルフォルダを移動中です。終わってからダウンロードしてください。</translation>
    </message>
    <message>
        <source>The models folder “{folder}” is not there: connect its disk, or choose another folder.</source>
        <translation>モデルフォルダ「{folder}」が見つかりません。ディスクを接続するか、別のフォルダを選んでください。</translation>
    </message>
    <message>
        <source>The move broke off. Your models stay where they are; move them again to go on.</source>
        <translation>移動が途中で止まりました。モデルは元の場所にあります。続けるには、もう一度移動してください。</translation>
    </message>
    <message>
        <source>The one to start with: OpenAI&apos;s smaller open model, its layers outside the experts packed in 8 bits by the MLX community.</source>
        <translation>最初に使うのに適したモデル。OpenAIの小さい方のオープンモデルで、エキスパート以外の層をMLXコミュニティが8ビットに圧縮したものです。</translation>
    </message>
    <message>
        <source>The question is empty.</source>
        <translation>質問が空です。</translation>
    </message>
    <message>
        <source>The repository could not be looked at.</source>
        <translation>リポジトリを確認できませんでした。</translation>
    </message>
    <message>
        <source>The repository could not be looked at: please try again.</source>
        <translation>リポジトリを調べられませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>The server asks everybody to slow down; the download goes on by itself in a while.</source>
        <translation>サーバが混み合っています。しばらくすると、ダウンロードは自動的に続きます。</translation>
    </message>
    <message>
        <source>The server cannot be reached: check the connection and try again.</source>
        <translation>サーバに接続できません。接続を確認して、もう一度お試しください。</translation>
    </message>
    <message>
        <source>The server cannot prove who it is, so nothing is fetched from it; check the date of this Mac and whether the network asks for a login.</source>
        <translation>サーバの身元を確認できないため、ダウンロードしません。このMacの日付と、ネットワークがログインを求めていないかを確認してください。</translation>
    </message>
    <message>
        <source>The server does not give this model away without an account, which Soliloquy never uses; what has arrived is kept, and you can choose another model.</source>
        <translation>このモデルの入手にはサーバのアカウントが必要ですが、Soliloquyはアカウントを使いません。届いた分は残っています。別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>The server does not have this model, or not in this version; choose another model or look for an update of Soliloquy.</source>
        <translation>このモデル、またはこのバージョンはサーバにありません。別のモデルを選ぶか、Soliloquyのアップデートを確認してください。</translation>
    </message>
    <message>
        <source>The server has a problem of its own, or too much to do: try again later.</source>
        <translation>サーバ側に問題があるか、混み合っています。しばらくしてからもう一度お試しください。</translation>
    </message>
    <message>
        <source>The server has a problem of its own; what has arrived is kept and the download goes on by itself.</source>
        <translation>サーバ側で問題が起きています。届いた分は残っています。ダウンロードは自動的に続きます。</translation>
    </message>
    <message>
        <source>The server has stopped sending; what has arrived is kept, and the download goes on from there.</source>
        <translation>サーバからの送信が止まりました。届いた分は残っています。ダウンロードは続きから再開します。</translation>
    </message>
    <message>
        <source>The server sends something else than was asked for; what has arrived is kept and you can try again later.</source>
        <translation>要求したものと異なるデータがサーバから届いています。届いた分は残っています。しばらくしてからもう一度お試しください。</translation>
    </message>
    <message>
        <source>The server&apos;s list of what is in “{name}” makes no sense, so it is not fetched.</source>
        <translation>サーバが示した「{name}」の内容一覧が正しくないため、ダウンロードしません。</translation>
    </message>
    <message>
        <source>The settings file was damaged; it was kept as “{file}” and the defaults are used.</source>
        <translation>設定ファイルが壊れていました。「{file}」として残し、デフォルトの設定を使います。</translation>
    </message>
    <message>
        <source>The settings for how words are chosen make no sense; nothing was asked.</source>
        <translation>言葉の選び方の設定が正しくないため、質問しませんでした。</translation>
    </message>
    <message>
        <source>The token {name} of this vocabulary is not marked as a control token.</source>
        <translation>この語彙のトークン{name}が、制御トークンとして指定されていません。</translation>
    </message>
    <message>
        <source>The tokens of this vocabulary are not made of bytes, so its text cannot be read.</source>
        <translation>この語彙のトークンはバイト単位ではないため、テキストを読み取れません。</translation>
    </message>
    <message>
        <source>The vocabulary {path} cannot be read: {reason}.</source>
        <translation>語彙{path}を読み取れません（{reason}）。</translation>
    </message>
    <message>
        <source>The {file} of “{name}” cannot be read.</source>
        <translation>「{name}」の{file}を読み取れません。</translation>
    </message>
    <message>
        <source>There is memory for a context of {tokens} of its {asked} tokens: this Mac can give a model {limit_memory}.</source>
        <translation>{asked}トークンのコンテキストのうち、{tokens}トークン分のメモリがあります。このMacでモデルに使えるのは{limit_memory}です。</translation>
    </message>
    <message>
        <source>There is no connection to {service} now. The question is kept; try again when there is a network.</source>
        <translation>現在{service}に接続できません。質問は残っています。ネットワークにつながったら、もう一度お試しください。</translation>
    </message>
    <message>
        <source>There is no key for {service}, so nothing was sent. Enter one in Settings.</source>
        <translation>{service}のキーがないため、何も送信しませんでした。「設定」で入力してください。</translation>
    </message>
    <message>
        <source>There is no model to measure besides the demo, whose replies are too short.</source>
        <translation>測定できるモデルがありません。デモモデルは回答が短すぎるため測定できません。</translation>
    </message>
    <message>
        <source>There is no model “{name}” here: give “demo”, the name of a folder in the models folder, or the path of a model&apos;s folder.</source>
        <translation>モデル「{name}」はここにありません。「demo」、モデルフォルダ内のフォルダ名、またはモデルのフォルダのパスを指定してください。</translation>
    </message>
    <message>
        <source>There is no model “{name}” in the models folder; “soliloquy models list” shows which there are.</source>
        <translation>モデルのフォルダに「{name}」はありません。「soliloquy models list」で一覧を表示できます。</translation>
    </message>
    <message>
        <source>There is no model “{name}” to get; “soliloquy models list” shows which there are.</source>
        <translation>取得できるモデルに「{name}」はありません。「soliloquy models list」で一覧を表示できます。</translation>
    </message>
    <message>
        <source>There is no public model of this name on the server; check the name or choose another model.</source>
        <translation>この名前の公開モデルはサーバにありません。名前を確認するか、別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>There is no public repository “{name}”, or not in this version: check the name.</source>
        <translation>公開リポジトリ「{name}」、またはそのバージョンが見つかりません。名前を確認してください。</translation>
    </message>
    <message>
        <source>There is not enough room there: {short_bytes} are missing. Your models stay where they are.</source>
        <translation>移動先の空きが{short_bytes}足りません。モデルは元の場所にあります。</translation>
    </message>
    <message>
        <source>There is nothing to answer: the question is empty.</source>
        <translation>質問が空のため、答えるものがありません。</translation>
    </message>
    <message>
        <source>There is nothing to export yet.</source>
        <translation>書き出すものがまだありません。</translation>
    </message>
    <message>
        <source>There is nothing to send yet: please type a question first.</source>
        <translation>まだ送信する内容がありません。先に質問を入力してください。</translation>
    </message>
    <message>
        <source>This Mac has {total_memory} of memory, about {limit_memory} for a model.</source>
        <translation>このMacのメモリは{total_memory}で、モデルに使えるのは約{limit_memory}です。</translation>
    </message>
    <message>
        <source>This Mac has {total_memory} of memory, {limit_memory} for a model.</source>
        <translation>このMacのメモリは{total_memory}で、モデルに使えるのは{limit_memory}です。</translation>
    </message>
    <message>
        <source>This address has a port that does not exist.</source>
        <translation>このアドレスのポート番号は存在しません。</translation>
    </message>
    <message>
        <source>This address has no valid host.</source>
        <translation>このアドレスのホスト名が正しくありません。</translation>
    </message>
    <message>
        <source>This cannot be fetched, because {fault}; nothing was changed, and you can choose another model.</source>
        <translation>ダウンロードできません（{fault}）。何も変更していません。別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>This conversation is not there any more.</source>
        <translation>この会話はもうありません。</translation>
    </message>
    <message>
        <source>This conversation is too long for the model: it has more than {context} tokens, the most that the model reads. Nothing was sent; shorten the question or begin a new conversation.</source>
        <translation>この会話はモデルには長すぎます。モデルが読める上限の{context}トークンを超えています。何も送信していません。質問を短くするか、新しい会話を始めてください。</translation>
    </message>
    <message>
        <source>This conversation is too long for the model: it has {prompt} tokens and the model reads at most {context}. Nothing was sent; shorten the question or begin a new conversation.</source>
        <translation>この会話はモデルには長すぎます。{prompt}トークンありますが、モデルが読めるのは{context}トークンまでです。何も送信していません。質問を短くするか、新しい会話を始めてください。</translation>
    </message>
    <message>
        <source>This history was written by a newer Soliloquy and was left untouched: please update the app.</source>
        <translation>この履歴は新しいバージョンのSoliloquyで書かれたため、変更していません。アプリをアップデートしてください。</translation>
    </message>
    <message>
        <source>This is not a gpt-oss model, and no other kind can be loaded.</source>
        <translation>gpt-ossモデルではありません。ほかの種類は読み込めません。</translation>
    </message>
    <message>
        <source>This is not a key: a key has no spaces, line breaks or letters with accents.</source>
        <translation>これはキーではありません。キーに空白、改行、アクセント付きの文字は含まれません。</translation>
    </message>
    <message>
        <source>This is not an address like “https://example.com/v1”.</source>
        <translation>「https://example.com/v1」のような形式のアドレスではありません。</translation>
    </message>
    <message>
        <source>This model is already being fetched by another process, perhaps in a terminal; let that one finish.</source>
        <translation>このモデルは、ターミナルなどの別のプロセスがダウンロード中です。終わるまでお待ちください。</translation>
    </message>
    <message>
        <source>This question could not be prepared for the model. Your words are kept; please change them.</source>
        <translation>この質問をモデル用に変換できませんでした。入力した内容は残っています。内容を変えてお試しください。</translation>
    </message>
    <message>
        <source>This reply is not being written now, so nothing can be changed about it.</source>
        <translation>この回答は生成中ではないため、変更できません。</translation>
    </message>
    <message>
        <source>This reply was damaged on the disk and cannot be read; you can ask again.</source>
        <translation>この回答はディスク上で壊れていて読み取れません。もう一度質問できます。</translation>
    </message>
    <message>
        <source>This system has no keyring that can be used, so the key was not kept: it is never written to a plain file.</source>
        <translation>このシステムには使用できるキーチェーンがないため、キーを保存しませんでした。キーを通常のファイルに書くことはありません。</translation>
    </message>
    <message>
        <source>This vocabulary does not give text back as it was written.</source>
        <translation>この語彙では、テキストが元どおりに復元されません。</translation>
    </message>
    <message>
        <source>This vocabulary lacks the control token {name}, so it is not one for harmony.</source>
        <translation>この語彙には制御トークン{name}がないため、harmony用ではありません。</translation>
    </message>
    <message>
        <source>This vocabulary turned plain text into a control token.</source>
        <translation>この語彙では、通常のテキストが制御トークンになりました。</translation>
    </message>
    <message>
        <source>Too large for any Mac</source>
        <translation>どのMacでも動作不可</translation>
    </message>
    <message>
        <source>Verifying.</source>
        <translation>検証中。</translation>
    </message>
    <message>
        <source>Which models there are, and getting and removing them.</source>
        <translation>モデルの一覧、取得、削除を行います。</translation>
    </message>
    <message>
        <source>With this vocabulary the typed text {name} would become a control token.</source>
        <translation>この語彙では、入力したテキスト{name}が制御トークンになってしまいます。</translation>
    </message>
    <message>
        <source>Without encryption (http) only this Mac and private addresses can be asked; use https.</source>
        <translation>暗号化なし（http）で接続できるのは、このMacとプライベートアドレスだけです。httpsを使ってください。</translation>
    </message>
    <message>
        <source>Your file “{file}” cannot be read, so only the models that come with the app are offered.</source>
        <translation>あなたのファイル「{file}」を読み取れないため、アプリ付属のモデルだけを表示します。</translation>
    </message>
    <message>
        <source>Your models were moved. Not all of their old copies could be deleted; you can delete them yourself.</source>
        <translation>モデルを移動しました。元のコピーの一部を削除できなかったため、ご自身で削除してください。</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>約{size}</translation>
    </message>
    <message>
        <source>all models, and whether they fit this Mac</source>
        <translation>すべてのモデルと、このMacで動作するかどうか</translation>
    </message>
    <message>
        <source>another hub than the public one, such as a mirror</source>
        <translation>公開ハブ以外のハブ（ミラーなど）</translation>
    </message>
    <message>
        <source>answer after about N tokens of reasoning</source>
        <translation>約Nトークン思考したら回答に移ります</translation>
    </message>
    <message>
        <source>answer in the terminal (soliloquy ask --help)</source>
        <translation>ターミナルで回答（soliloquy ask --help）</translation>
    </message>
    <message>
        <source>ask a service that speaks chat completions, such as http://127.0.0.1:8080/v1; --model is then its name there, by default the one that mlx_lm.server has loaded. http:// only to this Mac and private addresses. Each request is in the cloud ledger; a limit of the month is kept by the window only</source>
        <translation>chat completionsに対応したサービスに質問します（例: http://127.0.0.1:8080/v1）。--modelはそこでのモデル名で、既定はmlx_lm.serverが読み込んだものです。http://はこのMacとプライベートアドレスに限ります。各リクエストはクラウドの利用記録に残ります。月の上限はウインドウでのみ適用されます</translation>
    </message>
    <message>
        <source>blocks of each kind; default: 5</source>
        <translation>各種類のブロック数。既定は5</translation>
    </message>
    <message>
        <source>check this installation end to end (soliloquy self-test --help)</source>
        <translation>このインストール全体を検査（soliloquy self-test --help）</translation>
    </message>
    <message>
        <source>comes with the app</source>
        <translation>アプリに付属</translation>
    </message>
    <message>
        <source>default: medium</source>
        <translation>既定はmedium</translation>
    </message>
    <message>
        <source>default: random weights in gpt-oss&apos;s shape</source>
        <translation>既定はgpt-ossと同じ形のランダムな重み</translation>
    </message>
    <message>
        <source>default: the demo model</source>
        <translation>既定はデモモデル</translation>
    </message>
    <message>
        <source>delete a downloaded model, or what of it is there</source>
        <translation>ダウンロードしたモデル、または途中まで届いた分を削除</translation>
    </message>
    <message>
        <source>do not ask</source>
        <translation>確認しません</translation>
    </message>
    <message>
        <source>download a model, or go on with it</source>
        <translation>モデルをダウンロード、または続きから再開</translation>
    </message>
    <message>
        <source>even if it does not fit, or another program has it</source>
        <translation>動作しない場合や、別のプログラムがすでに持っている場合でも取得します</translation>
    </message>
    <message>
        <source>gpt-oss-120b, 8-bit</source>
        <translation>gpt-oss-120b（8ビット）</translation>
    </message>
    <message>
        <source>gpt-oss-20b, 4-bit</source>
        <translation>gpt-oss-20b（4ビット）</translation>
    </message>
    <message>
        <source>gpt-oss-20b, OpenAI&apos;s files</source>
        <translation>gpt-oss-20b（OpenAI公開ファイル）</translation>
    </message>
    <message>
        <source>how fast the engine is beside mlx-lm; also ui (soliloquy bench --help)</source>
        <translation>mlx-lmと比べたエンジンの速度。uiもあり（soliloquy bench --help）</translation>
    </message>
    <message>
        <source>how much of each token&apos;s distribution --json shows; default: off</source>
        <translation>--jsonに各トークンの確率分布をどこまで含めるか。既定はoff</translation>
    </message>
    <message>
        <source>in each block; default: 64</source>
        <translation>各ブロックのトークン数。既定は64</translation>
    </message>
    <message>
        <source>missing: please install Soliloquy again</source>
        <translation>見つかりません。Soliloquyを再インストールしてください</translation>
    </message>
    <message>
        <source>no</source>
        <translation>なし</translation>
    </message>
    <message>
        <source>no, a download was begun</source>
        <translation>なし（ダウンロードを開始済み）</translation>
    </message>
    <message>
        <source>of `ui`: only this, in this process</source>
        <translation>`ui`のうちこれだけを、このプロセスで実行</translation>
    </message>
    <message>
        <source>of the list, or any gpt-oss repository</source>
        <translation>一覧にあるモデル、または任意のgpt-ossリポジトリ</translation>
    </message>
    <message>
        <source>of the random model; default: 12</source>
        <translation>ランダムなモデルの層の組数。既定は12</translation>
    </message>
    <message>
        <source>open the window</source>
        <translation>ウインドウを開く</translation>
    </message>
    <message>
        <source>options</source>
        <translation>オプション</translation>
    </message>
    <message>
        <source>positional arguments</source>
        <translation>引数</translation>
    </message>
    <message>
        <source>print one JSON object</source>
        <translation>JSONオブジェクトを一つ出力します</translation>
    </message>
    <message>
        <source>print the models folder</source>
        <translation>モデルのフォルダを出力</translation>
    </message>
    <message>
        <source>print the reply&apos;s events instead, one JSON object a line</source>
        <translation>代わりに応答のイベントを1行に1つのJSONオブジェクトで出力します</translation>
    </message>
    <message>
        <source>print them as a JSON array instead</source>
        <translation>代わりにJSON配列で出力します</translation>
    </message>
    <message>
        <source>read a downloaded model again, and fetch what is damaged anew</source>
        <translation>ダウンロードしたモデルを読み直し、壊れた部分を取得し直す</translation>
    </message>
    <message>
        <source>save a picture of the window (PNG)</source>
        <translation>ウインドウの画像を保存します（PNG）</translation>
    </message>
    <message>
        <source>send the key of that name, kept for “Soliloquy” in the keyring of the system</source>
        <translation>システムのキーリングに「Soliloquy」用として保存された、その名前のキーを送ります</translation>
    </message>
    <message>
        <source>show this help message and exit</source>
        <translation>このヘルプを表示して終了します</translation>
    </message>
    <message>
        <source>stop after N generated tokens</source>
        <translation>Nトークン生成したら停止します</translation>
    </message>
    <message>
        <source>the same seed and question give the same reply</source>
        <translation>シードと質問が同じなら応答も同じになります</translation>
    </message>
    <message>
        <source>tokens before the first token that is measured, 0 for none; default: 16,384, on a CPU 4,096</source>
        <translation>計測する最初のトークンより前のトークン数、0でなし。既定は16384、CPUでは4096</translation>
    </message>
    <message>
        <source>what to ask; &quot;-&quot; reads it from stdin</source>
        <translation>質問。「-」では標準入力から読みます</translation>
    </message>
    <message>
        <source>which models there are; also get, check, remove, where (soliloquy models --help)</source>
        <translation>モデルの一覧。get、check、remove、whereもあり（soliloquy models --help）</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>あり</translation>
    </message>
    <message>
        <source>yes, in LM Studio</source>
        <translation>あり（LM Studio）</translation>
    </message>
    <message>
        <source>yes, in the Hugging Face cache</source>
        <translation>あり（Hugging Faceのキャッシュ）</translation>
    </message>
    <message>
        <source>{count} characters</source>
        <translation>{count}文字</translation>
    </message>
    <message>
        <source>{count} messages</source>
        <translation>{count}件のメッセージ</translation>
    </message>
    <message>
        <source>{file} is damaged or is not a tokenizer file.</source>
        <translation>{file}が壊れているか、トークナイザのファイルではありません。</translation>
    </message>
    <message>
        <source>{folder}: {free} free.</source>
        <translation>{folder}: 空き{free}。</translation>
    </message>
    <message>
        <source>{megabytes} MB/s</source>
        <translation>{megabytes} MB/秒</translation>
    </message>
    <message>
        <source>{minutes} min left</source>
        <translation>残り{minutes}分</translation>
    </message>
    <message>
        <source>{model} from {repository}, about {size}.</source>
        <translation>{repository}の{model}、約{size}。</translation>
    </message>
    <message>
        <source>{model} from {repository}, {size}.</source>
        <translation>{repository}の{model}、{size}。</translation>
    </message>
    <message>
        <source>{model} is not offered by {service}, or no longer offered. Choose another model or check the address.</source>
        <translation>{model}は{service}では提供されていないか、提供が終了しています。別のモデルを選ぶか、アドレスを確認してください。</translation>
    </message>
    <message>
        <source>{model} is not offered by {service}, or no longer offered. Choose another model.</source>
        <translation>{model}は{service}では提供されていないか、提供が終了しています。別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>{model} is on this disk already and can be used where it is; nothing was fetched.</source>
        <translation>{model}はすでにこのディスクにあり、そのまま使えます。何も取得していません。</translation>
    </message>
    <message>
        <source>{name} belongs to another program, which can remove it: {folder}</source>
        <translation>{name}は別のプログラムのもので、削除はそのプログラムで行えます: {folder}</translation>
    </message>
    <message>
        <source>{name} cannot be loaded because of a fault in this app.</source>
        <translation>アプリの不具合により、{name}を読み込めません。</translation>
    </message>
    <message>
        <source>{name} cannot be loaded: its files do not fit together. Fetch the model again or choose another one.</source>
        <translation>ファイルの組み合わせが正しくないため、{name}を読み込めません。ダウンロードし直すか、別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>{name} cannot be used: its vocabulary is larger than the model itself.</source>
        <translation>語彙がモデルより大きいため、{name}を使用できません。</translation>
    </message>
    <message>
        <source>{name} could not be removed: {reason}.</source>
        <translation>{name}を削除できませんでした: {reason}。</translation>
    </message>
    <message>
        <source>{name} does not fit into the memory that is free. Close other apps or choose a smaller model.</source>
        <translation>{name}は空きメモリに収まりません。ほかのアプリを終了するか、小さいモデルを選んでください。</translation>
    </message>
    <message>
        <source>{name} is being downloaded; pause that first, then remove it.</source>
        <translation>{name}はダウンロード中です。一時停止してから削除してください。</translation>
    </message>
    <message>
        <source>{name} is here and verified, {size}.</source>
        <translation>{name}を取得し、検証しました（{size}）。</translation>
    </message>
    <message>
        <source>{name} is not on this disk yet: download it in the window, or with “soliloquy models get {id}”.</source>
        <translation>{name}はまだこのディスクにありません。ウインドウで、または「soliloquy models get {id}」でダウンロードしてください。</translation>
    </message>
    <message>
        <source>{name} is not on this disk, so there is nothing to remove.</source>
        <translation>{name}はこのディスクにないため、削除するものはありません。</translation>
    </message>
    <message>
        <source>{name} is not on this disk: download it first.</source>
        <translation>{name}はこのディスクにありません。先にダウンロードしてください。</translation>
    </message>
    <message>
        <source>{name} is not there any more, so the demo model answers. Choose a model, or download one.</source>
        <translation>{name}が見つからないため、デモモデルが答えます。モデルを選ぶか、ダウンロードしてください。</translation>
    </message>
    <message>
        <source>{name} needs {need_memory} of memory and this Mac can give a model {limit_memory}, so it was not loaded. Choose another model.</source>
        <translation>{name}には{need_memory}のメモリが必要ですが、このMacでモデルに使えるのは{limit_memory}のため、読み込みませんでした。別のモデルを選んでください。</translation>
    </message>
    <message>
        <source>{name} was not downloaded by Soliloquy, so it is not deleted by it either.</source>
        <translation>{name}はSoliloquyがダウンロードしたものではないため、削除もしません。</translation>
    </message>
    <message>
        <source>{name} was not downloaded whole by Soliloquy, so there is nothing to compare it with.</source>
        <translation>{name}はSoliloquyが最後までダウンロードしたものではないため、照合できません。</translation>
    </message>
    <message>
        <source>{name} was not loaded.</source>
        <translation>{name}を読み込みませんでした。</translation>
    </message>
    <message>
        <source>{name} was removed; {size} are free again.</source>
        <translation>{name}を削除し、{size}が空きました。</translation>
    </message>
    <message>
        <source>{option} is for the model on this Mac: --endpoint does not take it.</source>
        <translation>{option}はこのMacのモデル用で、--endpointでは使えません。</translation>
    </message>
    <message>
        <source>{percent} %  {done} of {total}</source>
        <translation>{percent} %  {total}中{done}</translation>
    </message>
    <message>
        <source>{percent} % downloaded</source>
        <translation>{percent} %ダウンロード済み</translation>
    </message>
    <message>
        <source>{seconds} s left</source>
        <translation>残り{seconds}秒</translation>
    </message>
    <message>
        <source>{service} cannot go on with a reply that was begun here, or use this app&apos;s tools.</source>
        <translation>{service}は、ここで始めた回答の続きを書いたり、このアプリのツールを使ったりできません。</translation>
    </message>
    <message>
        <source>{service} did not accept the key. Check it in Settings.</source>
        <translation>{service}がキーを受け付けませんでした。「設定」で確認してください。</translation>
    </message>
    <message>
        <source>{service} did not answer in time. The question is kept and can be sent again.</source>
        <translation>{service}から時間内に応答がありませんでした。質問は残っています。もう一度送信できます。</translation>
    </message>
    <message>
        <source>{service} did not take this question. Its settings for {model} may not fit.</source>
        <translation>{service}がこの質問を受け付けませんでした。{model}の設定が合っていない可能性があります。</translation>
    </message>
    <message>
        <source>{service} did not wait for the whole question. It is kept and can be sent again.</source>
        <translation>{service}が質問の受信を途中で打ち切りました。質問は残っています。もう一度送信できます。</translation>
    </message>
    <message>
        <source>{service} does not allow this: the key may be for something else, or your region is excluded.</source>
        <translation>{service}で許可されていません。キーの用途が異なるか、お住まいの地域が対象外の可能性があります。</translation>
    </message>
    <message>
        <source>{service} fell silent in the middle of the answer. What came is kept.</source>
        <translation>回答の途中で{service}からの送信が途絶えました。届いた部分は残っています。</translation>
    </message>
    <message>
        <source>{service} gave up in the middle of the answer. What came is kept.</source>
        <translation>{service}が回答を途中で打ち切りました。届いた部分は残っています。</translation>
    </message>
    <message>
        <source>{service} gets too many questions just now. The question is kept; send it again a little later.</source>
        <translation>{service}が混み合っています。質問は残っています。しばらくしてからもう一度送信してください。</translation>
    </message>
    <message>
        <source>{service} has a fault of its own just now. The question is kept; send it again a little later.</source>
        <translation>現在{service}側で問題が起きています。質問は残っています。しばらくしてからもう一度送信してください。</translation>
    </message>
    <message>
        <source>{service} names another address, which was not followed. Check the address in Settings.</source>
        <translation>{service}が別のアドレスを示しましたが、移動しませんでした。「設定」でアドレスを確認してください。</translation>
    </message>
    <message>
        <source>{service} sent something that is not an answer, so it was not read on. What came before is kept.</source>
        <translation>{service}から回答ではないデータが届いたため、読み取りを中止しました。それまでの部分は残っています。</translation>
    </message>
    <message>
        <source>{service} was not found: there is no network, or the address is wrong. The question is kept.</source>
        <translation>{service}が見つかりません。ネットワークに接続していないか、アドレスが間違っています。質問は残っています。</translation>
    </message>
    <message>
        <source>{total} B, {active} B active</source>
        <translation>{total}B（アクティブ{active}B）</translation>
    </message>
    <message>
        <source>{verdict}.</source>
        <translation>{verdict}。</translation>
    </message>
    <message>
        <source>“{file}” asks to run code from the model folder.</source>
        <translation>「{file}」が、モデルのフォルダにあるコードの実行を求めています。</translation>
    </message>
    <message>
        <source>“{file}” does not say where the weights are.</source>
        <translation>「{file}」に、重みの場所が書かれていません。</translation>
    </message>
    <message>
        <source>“{file}” is a file, so nothing can be moved there.</source>
        <translation>「{file}」はファイルのため、そこには移動できません。</translation>
    </message>
    <message>
        <source>“{file}” names a file that is no part of a model.</source>
        <translation>「{file}」に、モデルの一部ではないファイルが含まれています。</translation>
    </message>
    <message>
        <source>“{folder}” is not there: connect its disk, or choose another folder.</source>
        <translation>「{folder}」が見つかりません。ディスクを接続するか、別のフォルダを選んでください。</translation>
    </message>
    <message>
        <source>“{name}” asks to run code from the model folder (“{word}”).</source>
        <translation>「{name}」が、モデルのフォルダにあるコードの実行を求めています（「{word}」）。</translation>
    </message>
    <message>
        <source>“{name}” cannot be added.</source>
        <translation>「{name}」を追加できません。</translation>
    </message>
    <message>
        <source>“{name}” cannot be deleted ({reason}).</source>
        <translation>「{name}」を削除できません（{reason}）。</translation>
    </message>
    <message>
        <source>“{name}” has arrived damaged twice; all other files are kept, and you can try again, perhaps elsewhere.</source>
        <translation>「{name}」が2回続けて壊れた状態で届きました。ほかのファイルは残っています。別のネットワークなどで、もう一度お試しください。</translation>
    </message>
    <message>
        <source>“{name}” has no weights in the safetensors format, and no other kind can be loaded.</source>
        <translation>「{name}」にはsafetensors形式の重みがありません。ほかの形式は読み込めません。</translation>
    </message>
    <message>
        <source>“{name}” has no {file}, so it cannot be used.</source>
        <translation>「{name}」には{file}がないため、使用できません。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder could hold program code.</source>
        <translation>モデルのフォルダにある「{name}」に、プログラムのコードが含まれている可能性があります。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is a link to nothing; the download may be incomplete.</source>
        <translation>モデルのフォルダにある「{name}」のリンク先がありません。ダウンロードが完了していない可能性があります。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is a link to somewhere else.</source>
        <translation>モデルのフォルダにある「{name}」は、別の場所へのリンクです。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is far larger than such a file can be.</source>
        <translation>モデルのフォルダにある「{name}」が、この種類のファイルとしては大きすぎます。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is not a JSON object.</source>
        <translation>モデルのフォルダにある「{name}」が、JSONオブジェクトではありません。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is not a file but a device or a pipe.</source>
        <translation>モデルのフォルダにある「{name}」は、ファイルではなくデバイスまたはパイプです。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is not a file.</source>
        <translation>モデルのフォルダにある「{name}」は、ファイルではありません。</translation>
    </message>
    <message>
        <source>“{name}” in the model folder is not valid JSON.</source>
        <translation>モデルのフォルダにある「{name}」が、正しいJSONではありません。</translation>
    </message>
    <message>
        <source>“{name}” is being downloaded elsewhere, so it was not deleted: pause that first.</source>
        <translation>「{name}」は別の場所でダウンロード中のため、削除しませんでした。先に一時停止してください。</translation>
    </message>
    <message>
        <source>“{name}” is given only to people with an account there, which Soliloquy never uses. If you have one, download it yourself and add its folder.</source>
        <translation>「{name}」の入手にはアカウントが必要ですが、Soliloquyはアカウントを使いません。アカウントをお持ちの場合は、ご自身でダウンロードしてからフォルダを追加してください。</translation>
    </message>
    <message>
        <source>“{name}” is missing in the model folder.</source>
        <translation>モデルのフォルダに「{name}」がありません。</translation>
    </message>
    <message>
        <source>“{name}” is missing in the model folder; the download may be incomplete.</source>
        <translation>モデルのフォルダに「{name}」がありません。ダウンロードが完了していない可能性があります。</translation>
    </message>
    <message>
        <source>“{name}” was not deleted as a whole: please try again.</source>
        <translation>「{name}」を完全には削除できませんでした。もう一度お試しください。</translation>
    </message>
    <message>
        <source>“{name}” was not downloaded by Soliloquy, so it is not removed: {folder}</source>
        <translation>「{name}」はSoliloquyがダウンロードしたものではないため、削除しません: {folder}</translation>
    </message>
    <message>
        <source>“{name}” {fault}.</source>
        <translation>「{name}」が壊れているか、対応していない形式です（{fault}）。</translation>
    </message>
    <message>
        <source>“{typed}” is not the name of a repository: that has an owner and a name, such as “openai/gpt-oss-20b”.</source>
        <translation>「{typed}」はリポジトリの名前ではありません。「openai/gpt-oss-20b」のように、所有者と名前で入力してください。</translation>
    </message>
    <message>
        <source>Only the first {kept} of its {whole} characters are read.</source>
        <translation>全{whole}文字のうち、最初の{kept}文字だけを読みます。</translation>
    </message>
    <message>
        <source>{tags} hidden characters that only a model would have read were removed.</source>
        <translation>モデルだけが読み取る隠し文字を{tags}個取り除きました。</translation>
    </message>
    <message>
        <source>A web page came instead of the model, usually the login page of a public network; open a browser, log in, then try again.</source>
        <translation>モデルの代わりにWebページが届きました。多くの場合、公衆ネットワークのログイン画面です。ブラウザでログインしてから、再試行してください。</translation>
    </message>
    <message>
        <source>The connection was lost and did not come back; what has arrived is kept, so try again later.</source>
        <translation>接続が切れたまま戻りませんでした。届いた分は残っています。あとで再試行してください。</translation>
    </message>
    <message>
        <source>The disk is full; what has arrived is kept, so make room, or move the models folder, and go on.</source>
        <translation>ディスクがいっぱいです。届いた分は残っています。空きを作るか、モデルフォルダを移動してから再開してください。</translation>
    </message>
    <message>
        <source>The server has a problem of its own that lasts; what has arrived is kept, so try again later.</source>
        <translation>サーバ側の問題が続いています。届いた分は残っています。あとで再試行してください。</translation>
    </message>
    <message>
        <source>The server sends nothing any more; what has arrived is kept, so try again later.</source>
        <translation>サーバからの送信が止まったままです。届いた分は残っています。あとで再試行してください。</translation>
    </message>
    <message>
        <source>The server went on asking everybody to slow down; what has arrived is kept, so try again later.</source>
        <translation>サーバの混雑が続いています。届いた分は残っています。あとで再試行してください。</translation>
    </message>
    <message>
        <source>There is not enough room on the disk: {needed_bytes} are still needed and {free_bytes} are free; what is here is kept, so make room, or move the models folder, and go on.</source>
        <translation>ディスクの空きが足りません（必要{needed_bytes}、空き{free_bytes}）。届いた分は残っています。空きを作るか、モデルフォルダを移動してから再開してください。</translation>
    </message>
    <message>
        <source>A reply that was begun here, or that uses tools, cannot go on at a service.</source>
        <translation>ここで書き始められた回答や、ツールを使う回答は、サービスに引き継げません。</translation>
    </message>
    <message>
        <source>A service needs a name and the model that it is to be asked for.</source>
        <translation>サービスには、名前と、質問するモデルの名前が必要です。</translation>
    </message>
    <message>
        <source>The keyring has no key for {service}. Enter it again in Settings.</source>
        <translation>キーチェーンに{service}のキーがありません。設定でもう一度入力してください。</translation>
    </message>
    <message>
        <source>The ledger is not read yet, so the limit of this month cannot be kept. Nothing was sent.</source>
        <translation>利用記録をまだ読み込んでいないため、今月の上限を確かめられません。何も送信していません。</translation>
    </message>
    <message>
        <source>The table could not be written ({reason}).</source>
        <translation>表を書き出せませんでした（{reason}）。</translation>
    </message>
    <message>
        <source>There is already a service of this name.</source>
        <translation>同じ名前のサービスがすでにあります。</translation>
    </message>
    <message>
        <source>This could cost more than what is left of this month&apos;s limit, so nothing was sent.</source>
        <translation>今月の上限の残りを超える可能性があるため、何も送信していません。</translation>
    </message>
    <message>
        <source>This was not sent: what would have gone out is not what you agreed to. Ask again.</source>
        <translation>送信していません。送られる内容が、同意されたものと異なっていました。もう一度質問してください。</translation>
    </message>
    <message>
        <source>{service} has no list of its models at this address.</source>
        <translation>{service}は、このアドレスではモデルの一覧を提供していません。</translation>
    </message>
    <message>
        <source>{name} was not downloaded by Soliloquy, so nobody knows its checksums.</source>
        <translation>{name}はSoliloquyでダウンロードしたものではないため、照合するチェックサムがありません。</translation>
    </message>
    <message>
        <source>--json shows first how likely the model held each token of the prompt</source>
        <translation>--jsonの最初に、プロンプトの各トークンをモデルがどの程度ありそうと見たかを表示します</translation>
    </message>
    <message>
        <source>0 to 2, default 1; 0 never guesses</source>
        <translation>0から2、既定は1。0では常に最も確からしいものを選びます</translation>
    </message>
    <message>
        <source>1 character</source>
        <translation>1文字</translation>
    </message>
    <message>
        <source>1 message</source>
        <translation>1件のメッセージ</translation>
    </message>
    <message>
        <source>It does not say how its letters are encoded: those with accents may be wrong.</source>
        <translation>文字コードがわからないため、アクセント付きの文字が正しくない場合があります。</translation>
    </message>
    <message>
        <source>Only the beginning of its {file_bytes} is read.</source>
        <translation>全{file_bytes}のうち、先頭だけを読みます。</translation>
    </message>
    <message>
        <source>Only the first {read} of its {pages} pages are read.</source>
        <translation>全{pages}ページのうち、最初の{read}ページだけを読みます。</translation>
    </message>
    <message>
        <source>Pages that could not be read: {count}.</source>
        <translation>読み取れなかったページ：{count}。</translation>
    </message>
    <message>
        <source>There is no text in “{name}”.</source>
        <translation>「{name}」には文字がありません。</translation>
    </message>
    <message>
        <source>There is no text in “{name}”: its pages may be pictures, as a scanner makes them.</source>
        <translation>「{name}」には文字がありません。スキャナで読み込んだような、画像だけのページかもしれません。</translation>
    </message>
    <message>
        <source>“{name}” cannot be opened ({reason}).</source>
        <translation>「{name}」を開けません（{reason}）。</translation>
    </message>
    <message>
        <source>“{name}” could not be read because of a fault in this app.</source>
        <translation>このアプリの不具合により、「{name}」を読み取れませんでした。</translation>
    </message>
    <message>
        <source>“{name}” has {file_bytes}, and at most {most_bytes} are read of a document.</source>
        <translation>「{name}」は{file_bytes}あります。書類は最大{most_bytes}まで読み取れます。</translation>
    </message>
    <message>
        <source>“{name}” holds no text that can be read: attach text, code, CSV, Markdown, HTML, PDF or Word (.docx).</source>
        <translation>「{name}」には読み取れる文字がありません。テキスト、コード、CSV、Markdown、HTML、PDF、Word（.docx）を添付してください。</translation>
    </message>
    <message>
        <source>“{name}” is a device or a pipe, and no file.</source>
        <translation>「{name}」はデバイスまたはパイプで、ファイルではありません。</translation>
    </message>
    <message>
        <source>“{name}” is a folder: attach the files in it.</source>
        <translation>「{name}」はフォルダです。中のファイルを添付してください。</translation>
    </message>
    <message>
        <source>“{name}” is damaged, or not what its name says: nothing could be read.</source>
        <translation>「{name}」は壊れているか、名前と中身が一致していません。何も読み取れませんでした。</translation>
    </message>
    <message>
        <source>“{name}” is protected by a password. Save a copy without one and attach that.</source>
        <translation>「{name}」はパスワードで保護されています。パスワードなしのコピーを保存して、それを添付してください。</translation>
    </message>
    <message>
        <source>“{name}” needs too much memory to be read.</source>
        <translation>「{name}」を読み取るにはメモリが足りません。</translation>
    </message>
    <message>
        <source>“{name}” unpacks to far more than a document holds, so it was not read.</source>
        <translation>「{name}」は展開すると書類としては大きすぎるため、読み取りませんでした。</translation>
    </message>
    <message>
        <source>A question can have at most {most} files.</source>
        <translation>一つの質問に添付できるファイルは{most}個までです。</translation>
    </message>
    <message>
        <source>“{name}” takes too much time or memory to be read.</source>
        <translation>「{name}」の読み取りには時間またはメモリがかかりすぎます。</translation>
    </message>
    <message>
        <source>It was made smaller: {width} × {height} pixels instead of {before_width} × {before_height}.</source>
        <translation>縮小しました：{before_width} × {before_height}ピクセルから{width} × {height}ピクセルへ。</translation>
    </message>
    <message>
        <source>“{name}” cannot be made small enough to be sent.</source>
        <translation>「{name}」は送れる大きさまで小さくできません。</translation>
    </message>
    <message>
        <source>“{name}” has {file_bytes}, and at most {most_bytes} are read of a picture.</source>
        <translation>「{name}」は{file_bytes}あります。画像は{most_bytes}まで読み込めます。</translation>
    </message>
    <message>
        <source>“{name}” is a kind of picture that cannot be read here: save it as JPEG.</source>
        <translation>「{name}」の画像形式はここでは読めません。JPEGとして保存してください。</translation>
    </message>
    <message>
        <source>“{name}” is no picture that can be attached: save it as PNG or JPEG.</source>
        <translation>「{name}」は添付できる画像ではありません。PNGかJPEGとして保存してください。</translation>
    </message>
    <message>
        <source>“{name}” would have {width} × {height} pixels, too many to be read: make it smaller first.</source>
        <translation>「{name}」は{width} × {height}ピクセルになり、大きすぎて読めません。先に縮小してください。</translation>
    </message>
    <message>
        <source>“{name}” was not attached: with it the files of this question would have {together} characters, and {most} are the most.</source>
        <translation>「{name}」は添付しませんでした。加えるとこの質問のファイルは合計{together}文字になります。上限は{most}文字です。</translation>
    </message>
    <message>
        <source>A model is being deleted: the models can be moved when that is done.</source>
        <translation>モデルを削除しています。終わってからモデルを移動してください。</translation>
    </message>
    <message>
        <source>The models folder is being moved: please wait until that is done.</source>
        <translation>モデルフォルダを移動しています。終わるまでお待ちください。</translation>
    </message>
    <message>
        <source>“{name}” was not attached: it could not be written ({reason}).</source>
        <translation>「{name}」は添付できませんでした。書き込めませんでした（{reason}）。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Soliloquy</source>
        <translation>Soliloquy</translation>
    </message>
    <message>
        <source>Hide the sidebar</source>
        <translation>サイドバーを非表示</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新規チャット</translation>
    </message>
    <message>
        <source>Your conversations will stand here. They stay on this Mac.</source>
        <translation>会話はここに表示されます。このMacの外に出ることはありません。</translation>
    </message>
</context>
<context>
    <name>SlashList</name>
    <message>
        <source>Prompts and personas</source>
        <translation>プロンプトとペルソナ</translation>
    </message>
    <message>
        <source>Manage prompts and personas…</source>
        <translation>プロンプトとペルソナを管理…</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Loaded</source>
        <translation>読み込み済み</translation>
    </message>
    <message>
        <source>Pause the download</source>
        <translation>ダウンロードを一時停止</translation>
    </message>
    <message>
        <source>Cancel the download</source>
        <translation>ダウンロードを中止</translation>
    </message>
    <message>
        <source>More</source>
        <translation>その他</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>{name}のその他の操作</translation>
    </message>
    <message>
        <source>Take off the List…</source>
        <translation>リストから外す…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>削除…</translation>
    </message>
    <message>
        <source>{action}: {name}</source>
        <translation>{action}：{name}</translation>
    </message>
    <message>
        <source>Check the Files…</source>
        <translation>ファイルを検証…</translation>
    </message>
</context>
<context>
    <name>SteeringRow</name>
    <message>
        <source>Answer now</source>
        <translation>今すぐ回答</translation>
    </message>
    <message>
        <source>The reasoning ends here, and the answer begins.</source>
        <translation>ここで思考を終え、回答を始めます。</translation>
    </message>
    <message>
        <source>Think more</source>
        <translation>もっと考える</translation>
    </message>
    <message>
        <source>The reasoning goes on where the model would have ended it.</source>
        <translation>モデルが思考を終えるところで、さらに続けます。</translation>
    </message>
    <message>
        <source>It ends at the next full sentence.</source>
        <translation>次の文の終わりで思考を終えます。</translation>
    </message>
    <message>
        <source>It thinks on for a while.</source>
        <translation>しばらく考え続けます。</translation>
    </message>
</context>
<context>
    <name>TableFoot</name>
    <message>
        <source>{rows}, with {places} places found</source>
        <translation>{rows}（うち{places}件が一致）</translation>
    </message>
    <message>
        <source>{rows}, with 1 place found</source>
        <translation>{rows}（うち1件が一致）</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>CSVとしてコピー</translation>
    </message>
    <message>
        <source>Copy the whole table as CSV</source>
        <translation>表全体をCSVとしてコピー</translation>
    </message>
    <message>
        <source>1 more row</source>
        <translation>あと1行</translation>
    </message>
    <message>
        <source>{count} more rows</source>
        <translation>あと{count}行</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>すべて表示</translation>
    </message>
    <message>
        <source>Show {count} more</source>
        <translation>さらに{count}行を表示</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>コピーしました</translation>
    </message>
</context>
<context>
    <name>TablePiece</name>
    <message>
        <source>Table</source>
        <translation>表</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>Conversation</source>
        <translation>会話</translation>
    </message>
    <message>
        <source>Jump to latest</source>
        <translation>最新へ移動</translation>
    </message>
</context>
<context>
    <name>TurnView</name>
    <message>
        <source>The answer is complete.</source>
        <translation>回答が完了しました。</translation>
    </message>
</context>
<context>
    <name>TurnWords</name>
    <message>
        <source>Question: {text}</source>
        <translation>質問：{text}</translation>
    </message>
    <message>
        <source>Reasoning: {text}</source>
        <translation>思考：{text}</translation>
    </message>
    <message>
        <source>Answer: {text}</source>
        <translation>回答：{text}</translation>
    </message>
</context>
<context>
    <name>WaitingNote</name>
    <message>
        <source>Attached: you can send now.</source>
        <translation>添付しました。送信できます。</translation>
    </message>
    <message>
        <source>Waiting for “{name}”… You can send as soon as it is read.</source>
        <translation>「{name}」を読み取っています…完了すると送信できます。</translation>
    </message>
    <message>
        <source>Waiting for {count} files… You can send as soon as they are read.</source>
        <translation>{count} 個のファイルを読み取っています…完了すると送信できます。</translation>
    </message>
</context>
<context>
    <name>Walker</name>
    <message>
        <source>Show the answer before</source>
        <translation>前の回答を表示</translation>
    </message>
    <message>
        <source>Show the next answer</source>
        <translation>次の回答を表示</translation>
    </message>
    <message>
        <source>{place} / {count}</source>
        <translation>{place} / {count}</translation>
    </message>
    <message>
        <source>Answer {place} of {count}</source>
        <translation>{count}件中{place}件目の回答</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome</source>
        <translation>ようこそ</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>スキップ</translation>
    </message>
    <message>
        <source>Skip  (Esc)</source>
        <translation>スキップ（Esc）</translation>
    </message>
    <message>
        <source>{index} of {count}</source>
        <translation>{index} / {count}</translation>
    </message>
</context>
<context>
    <name>_Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>閉じる</translation>
    </message>
</context>
<context>
    <name>_RowDelegate</name>
    <message>
        <source>New title</source>
        <translation>新しいタイトル</translation>
    </message>
</context>
<context>
    <name>_UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>取り消す</translation>
    </message>
    <message>
        <source>Undo deleting the conversation</source>
        <translation>会話の削除を取り消す</translation>
    </message>
    <message>
        <source>Deleted “{title}”</source>
        <translation>「{title}」を削除しました</translation>
    </message>
</context>
</TS>
