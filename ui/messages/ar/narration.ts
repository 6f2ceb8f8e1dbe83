export const narration = {
  back: 'عادت إشارة {who}.',
  down: 'تراجع {who} إلى المركز {position}.',
  finished: 'أنهى {who} السباق في {time}، في المركز {position}.',
  leads: 'يتصدّر {who} عند {distance}.',
  lost: 'لا إشارة من {who} منذ {age}.',
  out: 'خرج {who} من السباق.',
  over: 'انتهى السباق.',
  paused: 'السباق متوقف مؤقتًا.',
  split: 'اجتاز {who} مسافة {distance} بعد {time}، في المركز {position}.',
  started: 'انطلق السباق.',
  up: 'تقدّم {who} إلى المركز {position}.',
  won: 'أول الواصلين {who} في {time}.',
}
