// Slack's emoji names, as far as a reply desk meets them. An unknown name stays as it was typed, as in Slack.
const TABLE = `
white_check_mark ✅|x ❌|eyes 👀|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|heavy_check_mark ✔️|ballot_box_with_check ☑️|warning ⚠️
no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|rotating_light 🚨|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|stopwatch ⏱️
clock1 🕐|clock3 🕒|clock4 🕓|clock5 🕔|calendar 📆|date 📅|pencil 📝|memo 📝|pencil2 ✏️|lower_left_fountain_pen 🖋️|writing_hand ✍️
speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|mega 📣|loudspeaker 📢|bell 🔔|no_bell 🔕|inbox_tray 📥|outbox_tray 📤
envelope ✉️|email ✉️|incoming_envelope 📨|mailbox 📫|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|lock 🔒|unlock 🔓|key 🔑
closed_lock_with_key 🔐|lock_with_ink_pen 🔏|shield 🛡️|scales ⚖️|classical_building 🏛️|cityscape 🏙️|office 🏢|police_car 🚓|cop 👮
mag 🔍|mag_right 🔎|bar_chart 📊|clipboard 📋|page_facing_up 📄|scroll 📜|ledger 📒|card_index 📇|file_folder 📁|open_file_folder 📂
bookmark 🔖|label 🏷️|newspaper 📰|books 📚|information_source ℹ️|question ❓|grey_question ❔|exclamation ❗|grey_exclamation ❕|bangbang ‼️
bulb 💡|sparkles ✨|star ⭐|star2 🌟|tada 🎉|fire 🔥|rocket 🚀|zap ⚡|sunny ☀️|cloud ☁️|umbrella ☔|snowflake ❄️|cactus 🌵|desert 🏜️
arrows_counterclockwise 🔄|repeat 🔁|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️
back 🔙|new 🆕|ok 🆗|free 🆓|sos 🆘|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵
large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|red_square 🟥|large_green_square 🟩|large_yellow_square 🟨|black_square_button 🔲
small_orange_diamond 🔸|small_blue_diamond 🔹|heart ❤️|yellow_heart 💛|green_heart 💚|blue_heart 💙|broken_heart 💔|pray 🙏|clap 👏
raised_hands 🙌|raised_hand ✋|hand ✋|wave 👋|point_right 👉|point_left 👈|point_up ☝️|ok_hand 👌|muscle 💪|handshake 🤝|bust_in_silhouette 👤
busts_in_silhouette 👥|robot_face 🤖|ghost 👻|skull 💀|smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|laughing 😆|slightly_smiling_face 🙂
wink 😉|blush 😊|thinking_face 🤔|neutral_face 😐|confused 😕|disappointed 😞|cry 😢|sob 😭|rage 😡|angry 😠|face_with_rolling_eyes 🙄
facepalm 🤦|face_palm 🤦|shrug 🤷|clown_face 🤡|poop 💩|100 💯|checkered_flag 🏁|triangular_flag_on_post 🚩|construction 🚧|hammer_and_wrench 🛠️
wrench 🔧|gear ⚙️|wastebasket 🗑️|camera 📷|frame_with_picture 🖼️|movie_camera 🎥|phone ☎️|telephone_receiver 📞|iphone 📱|computer 💻
globe_with_meridians 🌐|earth_americas 🌎|bird 🐦|dog 🐶|cat 🐱|horse 🐴|turtle 🐢|snail 🐌|bee 🐝|pizza 🍕|coffee ☕|doughnut 🍩
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|zero 0️⃣|heavy_plus_sign ➕|heavy_minus_sign ➖|heavy_multiplication_x ✖️|recycle ♻️|ballot_box 🗳️`;

const BY_NAME = new Map(
  TABLE.trim().split(/[|\n]/).map((pair) => {
    const space = pair.indexOf(" ");
    return [pair.slice(0, space), pair.slice(space + 1)];
  }),
);

/** The character for a Slack emoji name ("+1::skin-tone-3" included), or null when it is not known. */
export function emojiOf(name) {
  const [base, tone] = String(name).split("::");
  const found = BY_NAME.get(base);
  if (!found) return null;
  const step = tone && /^skin-tone-([2-6])$/.exec(tone);
  return step ? found + String.fromCodePoint(0x1f3fb + Number(step[1]) - 2) : found;
}

export const QUICK = ["white_check_mark", "x", "eyes", "+1"];
export const PICKER = [...QUICK, "pray", "tada", "heart", "joy", "thinking_face", "raised_hands", "warning", "clap", "facepalm", "100", "cactus", "fire"];
