"""What Slack is given to show: pure builders, values in, Block Kit out.

Whatever comes from people stands only in `plain_text` and in rich text's `text` and `link` elements, which Slack shows
as they are: no mrkdwn, no mention, no emoji code in them does anything. `mrkdwn` holds words of ours alone.
"""
