"""What a verb or participle claims when a person, or nobody in particular, is its subject."""

from bot.voice.lexicon.vocabulary import vocabulary

# The owner of these words has received the page.
RECEIPT = """
acknowledged acknowledging acknowledges acked acking ack'd ack'ed ack'ing ackd
"""
# Alone, or with thanks, these are radio for "I have it".
RADIO = """
ack acks acked ack'd ackd acknowledged acknowledging copy roger wilco noted understood affirmative affirm
heard seen gotcha dibs mine done sorted fixed handled looking checking yup yep aye 10-4 ten-four copied
received resolved mitigated solved closed approved confirmed granted authorised authorized cleared loud
investigating monitoring triaging working debugging digging engaged assigned claimed taken owned covered
restored repaired reverted restarted escalated paged hi5 underway ongoing rger rgr rog kk aight righto
noting joined onboard ready-to-go over'n'out solid healed remediated contained averted settled concluded
stabilised stabilized recovered rectified acknowledgment acknowledgement
"""
FILLERS = """
ok okay yes yeah sure thanks thank you all well duly that this it and so now already very much there team
everyone hi hello great good clear again both just fully still message page alert for the update see loud
right please then thx ty over out cheers folks guys
"""
# Somebody is at work.
WORK = """
investigating looking checking digging handling monitoring watching fixing mitigating resolving triaging
debugging escalating paging taking claiming owning assuming acknowledging acking following proceeding
jumping diving analysing analyzing examining reviewing tracing applying executing coordinating driving
leading responding engaging gathering collecting working tackling restoring repairing rolling restarting
reverting scaling deploying draining cordoning killing patching rebooting picking grabbing covering
joining diagnosing troubleshooting researching exploring pursuing verifying confirming standing stepping
getting keeping helping assisting managing running-with sorting addressing assigning marking closing
notifying pinging calling waking reaching drilling tracking attempting trying recovering verifying
assembling mobilising mobilizing remediating responding switching shifting flushing purging bumping
raising disabling enabling silencing muting going hopping heading manning staffing double-checking
preparing bringing chasing hunting narrowing isolating reproducing testing poking sitting babysitting
overseeing supervising solving root-causing de-escalating
"""
# A deed on production, or a step of people; said without a doer it is the speaker's.
DONE = """
restarted rebooted rolled reverted scaled resized killed deleted removed drained cordoned uncordoned
switched shifted rerouted redirected redeployed released shipped pushed merged patched applied executed
ran paged notified alerted pinged called informed told asked escalated contacted reached messaged mailed
silenced muted snoozed suppressed disabled enabled turned flipped toggled flushed purged cleared cleaned
emptied increased decreased raised lowered bumped doubled tripled halved upgraded downgraded edited tuned
adjusted tweaked opened filed submitted queued issued initiated kicked launched banned isolated
quarantined unblocked freed rotated renewed replaced recreated rebuilt restored recovered repaired fixed
resolved solved mitigated closed handled acknowledged acked confirmed approved authorised authorized
granted signed verified validated checked investigated examined reviewed analysed analyzed diagnosed
claimed taken took owned picked grabbed joined engaged mobilised mobilized assembled looped brought tested
tried attempted performed completed cancelled canceled aborted paused resumed marked moved migrated
promoted demoted swapped reset unlocked reloaded recycled bounced cycled nuked wiped added installed
uninstalled reconfigured throttled triaged remediated addressed contained covered got sent self-assigned
auto-acknowledged auto-resolved auto-closed self-healed woke woken stopped drafted handed transferred
delegated forwarded deployed started failed-over triggered dispatched put gave found-and-fixed caught
rescued saved sorted cut fixed-it rebalanced terminated
de-escalated evicted forced posted published replied shared commented documented
"""
# After "was", "has been": a deed that some person must have done, unless the sentence says which machine did it.
MITIGATED = """
restarted rebooted reverted scaled drained cordoned uncordoned shifted switched rerouted redirected
flushed purged cleared raised increased lowered bumped doubled silenced muted snoozed suppressed patched
applied executed paged notified informed told escalated restored alerted engaged looped called woken
pinged contacted messaged disabled enabled performed initiated issued submitted queued forwarded handed
mobilised mobilized assembled failed-over remediated mitigated resolved-by repaired triaged investigated
isolated quarantined killed run briefed summoned involved
"""
# What nothing but somebody does: no kubelet counts how many pods it mended.
MENDED = "handled fixed mitigated repaired remedied"
# What people do to production; said in the passive, without a doer, a time or a source, somebody has just done it.
INTERVENED = """
added appended requested reissued ordered filed submitted enlarged widened loosened tightened relaxed lifted raised
lowered
bumped increased decreased reduced doubled halved tripled resized extended shortened flipped toggled pinned unpinned
unlocked revoked swapped exchanged reinstalled installed uninstalled upgraded downgraded patched hotfixed
redeployed rolled-back D:rolled-back reverted restored reinstated recreated reindexed rerun re-run D:re-run
replayed rebooted
bounced recycled flushed purged cleaned emptied truncated pruned trimmed drained cordoned uncordoned evacuated isolated
quarantined cancelled aborted resumed unpaused migrated shifted redirected rerouted diverted repointed whitelisted
allowlisted
muted silenced snoozed unsilenced paged notified informed contacted escalated corrected adjusted tuned tweaked amended
modified repaired mended remedied rectified launched initiated undone promoted demoted warmed topped unblocked freed
unstuck re-attached D:re-attached provisioned reclaimed backfilled applied issued performed executed kicked nuked wiped
reconfigured rewired bypassed hardened raised fixed deployed shipped merged pushed
"""
# What befalls things in a running system, and what a report says of itself: nobody need have done it.
BEFALLEN = """
aborted added affected asked attached balanced billed blocked bound broken built cached called charged cited closed
collected compacted configured confirmed consumed copied corrupted counted created cut defragmented degraded
delayed deleted delivered demoted denied described detached dropped elected emitted enforced evaluated evicted
exceeded exhausted expected expired explained fed fenced forgotten found fragmented frozen garbage held hidden hit
hung idled ignored indexed interrupted isolated issued kept killed known leaked left limited loaded logged lost
marked measured mentioned met missed mounted named noted observed opened orphaned outgrown overloaded overrun
overwritten parsed partitioned polled probed processed promoted pulled queued quoted reachable reached read
rebalanced rebuilt reconciled recorded recreated refused refuted rejected removed renewed replaced replicated
reported required rescheduled reset resized restored retried returned rolled rotated routed ruled said saturated
scheduled scraped seen sent served set shed shown shut signed skipped sought split spread started starved stopped
stored stuck terminated tested throttled told truncated unassigned unscheduled used vacuumed validated withdrawn
written
"""
# What ends an incident when said of it.
ENDED = """
resolved fixed solved mitigated closed over done contained restored recovered handled sorted settled
cleared completed complete finished stable stabilised stabilized healthy gone remediated repaired patched
addressed averted ended owned taken assigned acknowledged acked ack'd ackd triaged escalated covered
downgraded dismissed concluded cancelled canceled wrapped remedied cured rectified acknowledgment
acknowledgement healed subsided passed sorted-out under-control fixed-up extinguished squashed
"""
# A deed that is said to be there already.
UNDERWAY = """
deployed applied live ready prepared shipped merged performed executed started running ongoing underway
incoming coming imminent available successful effective verified confirmed approved out in-place active
initiated triggered requested scheduled queued begun began done complete completed finished in-progress
on-the-way rolling began issued assembled working arriving dispatched arrived resumed continuing continues
proceeding
"""
# A person is at it: what follows a human subject or "is".
PRESENT = """
owns takes handles looks knows works investigates joins acknowledges confirms approves responds fixes
watches monitors drives leads covers holds manages coordinates agrees took knew went came gave made got
did do does had began said says thinks believes wants promised promises took found fixed left ran sees saw
understands understood decided woke have has is are was were 's 're 've been
"""
# The deeds that a step of a list of tasks may not be when it is shown as begun or done: all but reads.
IMPERATIVES = vocabulary("""
restart reboot roll rollback revert scale resize kill delete remove drain cordon uncordon switch shift reroute redirect
redeploy release ship push merge patch apply execute run page notify alert ping call inform tell ask escalate contact
message mail silence mute snooze suppress disable enable turn flip toggle flush purge clear clean empty increase
decrease raise lower bump double halve upgrade downgrade edit tune adjust tweak open file submit issue initiate launch
isolate quarantine unblock rotate renew replace recreate rebuild restore recover repair fix resolve solve mitigate close
handle acknowledge ack approve confirm authorise authorize grant sign claim take own assign pick grab join engage bring
try attempt perform complete cancel abort pause resume mark move migrate promote demote swap reset unlock reload recycle
bounce evict force post publish reply comment document deploy fail failover trigger dispatch put send
restarting rolling reverting scaling killing deleting draining cordoning patching applying executing paging notifying
escalating silencing muting flushing purging clearing raising lowering bumping upgrading restoring repairing fixing
resolving mitigating closing handling acknowledging approving confirming claiming taking owning assigning joining
""")
MODALS = "can cannot could may might must should would need needs ought shall"

ALL: frozenset[str] = vocabulary(
    RECEIPT, RADIO, FILLERS, WORK, DONE, MITIGATED, ENDED, UNDERWAY, PRESENT, MODALS
)
